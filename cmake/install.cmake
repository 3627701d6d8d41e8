# cmake --install: bin/rheo, share/rheobase/{configs,schema}, share/doc/rheobase.
include_guard(GLOBAL)
include(GNUInstallDirs)

if(TARGET rheo)
  install(TARGETS rheo RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
