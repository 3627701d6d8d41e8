# Compiler options of every target, and the tools that make builds faster where they are found.
include_guard(GLOBAL)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release | Debug" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")

find_program(RHEO_CCACHE ccache)
if(RHEO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RHEO_CCACHE})
endif()
find_program(RHEO_MOLD mold)
find_program(RHEO_LLD ld.lld)
if(RHEO_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(RHEO_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# The instruction set is baseline x86-64 (no -march): one binary runs everywhere and gives the same
# bits everywhere. What is worth more is compiled per instruction set, see rheo_add_kernels().
add_library(rheo_options INTERFACE)
target_include_directories(rheo_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(rheo_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  # A contracted a * b + c rounds once instead of twice, and whether the compiler contracts depends
  # on the instruction set and the optimisation level. Results must not.
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ 12 sees an overlap in `"text" + std::string` where there is none (GCC bug 105651).
  target_compile_options(rheo_options INTERFACE -Wno-restrict)
elseif(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # g++ leaves this out of -Wconversion; one meaning for both compilers.
  target_compile_options(rheo_options INTERFACE -Wno-sign-conversion)
endif()
