# cmake --install: bin/rheo, and under share/rheobase the networks people can run and the JSON
# Schema of network files.
include_guard(GLOBAL)
include(GNUInstallDirs)

set(RHEO_SHARE ${CMAKE_INSTALL_DATADIR}/rheobase)
if(TARGET rheo)
  install(TARGETS rheo RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY configs DESTINATION ${RHEO_SHARE} PATTERN results EXCLUDE)
  install(CODE "
    set(schema \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${RHEO_SHARE}/network.schema.json\")
    message(STATUS \"Installing: \${schema}\")
    execute_process(COMMAND \"$<TARGET_FILE:rheo>\" schema OUTPUT_FILE \"\${schema}\"
                    COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
