# One library a folder, picked up by pattern: a new file needs no line here.
include_guard(GLOBAL)

# rheo_add_library(FOLDER): target rheo_FOLDER of FOLDER/*.cpp (kernels and main.cpp apart).
# A folder without sources gives an interface target, so that others may name it all the same.
function(rheo_add_library folder)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources EXCLUDE REGEX "(\\.kernel|/main)\\.cpp$")
  file(GLOB kernels CONFIGURE_DEPENDS *.kernel.cpp)
  if(sources OR kernels)
    add_library(rheo_${folder} STATIC ${sources})
    target_link_libraries(rheo_${folder} PUBLIC rheo_options)
    rheo_add_kernels(rheo_${folder})
  else()
    add_library(rheo_${folder} INTERFACE)
  endif()
endfunction()

# rheo_link(FOLDER SCOPE LIBRARIES...): as target_link_libraries, whether or not FOLDER has sources.
function(rheo_link folder scope)
  get_target_property(kind rheo_${folder} TYPE)
  if(kind STREQUAL INTERFACE_LIBRARY)
    set(scope INTERFACE)
  endif()
  target_link_libraries(rheo_${folder} ${scope} ${ARGN})
endfunction()

# None of these changes a value. They drop errno (nobody reads it) and the floating-point exception
# flags (nobody unmasks them), which would keep loops with sqrt, comparisons or divisions from
# vectorisation, and honour `#pragma omp simd` without the OpenMP runtime.
# -ffp-contract=off is said again because these objects have the FMA instruction at hand.
set(RHEO_KERNEL_FLAGS -fno-math-errno -fno-trapping-math -fopenmp-simd -ffp-contract=off)
set(RHEO_ISA_FLAGS_baseline)
set(RHEO_ISA_FLAGS_avx2 -mavx2 -mfma -mbmi2 -maes)
set(RHEO_ISA_FLAGS_avx512 -mavx512f -mavx512vl -mavx512dq -mavx512bw -mavx2 -mbmi2 -maes
    -mprefer-vector-width=512)

# rheo_add_kernels(TARGET): compiles every *.kernel.cpp of this folder once per instruction set,
# with RHEO_ISA_NAMESPACE naming it, and adds the objects to TARGET. Such a file defines its
# functions in `namespace rheo::RHEO_ISA_NAMESPACE` and must not emit inline functions of anybody
# else: the linker keeps one copy of those, and it may be one that this CPU cannot run.
function(rheo_add_kernels target)
  file(GLOB kernels CONFIGURE_DEPENDS *.kernel.cpp)
  if(NOT kernels)
    return()
  endif()
  foreach(isa baseline avx2 avx512)
    add_library(${target}_${isa} OBJECT ${kernels})
    target_compile_definitions(${target}_${isa} PRIVATE RHEO_ISA_NAMESPACE=${isa})
    target_compile_options(${target}_${isa} PRIVATE ${RHEO_KERNEL_FLAGS} ${RHEO_ISA_FLAGS_${isa}})
    target_link_libraries(${target}_${isa} PRIVATE rheo_options)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${isa}>)
  endforeach()
endfunction()

# rheo_describe_build(FOLDER): what the manifest says about the binary that wrote it.
function(rheo_describe_build folder)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} -ffp-contract=off" flags)
  get_target_property(kind rheo_${folder} TYPE)
  if(kind STREQUAL STATIC_LIBRARY)
    target_compile_definitions(rheo_${folder} PRIVATE
      RHEO_VERSION="${PROJECT_VERSION}"
      RHEO_COMPILER="${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
      RHEO_FLAGS="${flags}")
  endif()
endfunction()
