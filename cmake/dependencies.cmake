# Third-party libraries: Debian packages, found where the distribution puts them.
include_guard(GLOBAL)

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(yaml-cpp REQUIRED)
find_package(muparser REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

# rheo_find_plain(NAME HEADER [LIBRARY]): a library without a usable CMake package
# -> imported target rheo::NAME. Its headers count as system headers.
function(rheo_find_plain name header)
  string(TOUPPER ${name} upper)
  find_path(RHEO_${upper}_INCLUDE ${header} REQUIRED)
  add_library(rheo::${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(rheo::${name} SYSTEM INTERFACE ${RHEO_${upper}_INCLUDE})
  if(ARGC GREATER 2)
    find_library(RHEO_${upper}_LIBRARY ${ARGV2} REQUIRED)
    target_link_libraries(rheo::${name} INTERFACE ${RHEO_${upper}_LIBRARY})
  endif()
endfunction()

# Header only; Debian keeps it in a folder of its own.
find_package(Eigen3 REQUIRED NO_MODULE)

rheo_find_plain(random123 Random123/philox.h)
rheo_find_plain(sleef sleef.h sleef)
# Debian's CMake package of libzip demands the command line tools (ziptool, ...) as well.
rheo_find_plain(libzip zip.h zip)
# Debian keeps the serial build beside an MPI one, in folders of its own.
find_path(RHEO_HDF5_INCLUDE hdf5.h PATH_SUFFIXES hdf5/serial REQUIRED)
find_library(RHEO_HDF5_LIBRARY hdf5 PATH_SUFFIXES hdf5/serial REQUIRED)
add_library(rheo::hdf5 INTERFACE IMPORTED GLOBAL)
target_include_directories(rheo::hdf5 SYSTEM INTERFACE ${RHEO_HDF5_INCLUDE})
target_link_libraries(rheo::hdf5 INTERFACE ${RHEO_HDF5_LIBRARY})

# Wanted by tests and benchmarks only.
find_path(RHEO_DOCTEST_INCLUDE doctest/doctest.h)
