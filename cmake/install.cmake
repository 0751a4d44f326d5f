# Install rules, the pkg-config files and the CMake package. Nothing that is
# installed holds an absolute path: the tree can be moved.
include(CMakePackageConfigHelpers)
set(WS2_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/ws2)

# The library and the commands.
set_target_properties(ws2_32_static PROPERTIES EXPORT_NAME ws2_32_static)
install(TARGETS ws2_32 ws2_32_static EXPORT ws2-targets)
set_target_properties(ws2_registry PROPERTIES INSTALL_RPATH "$ORIGIN")
install(TARGETS ws2_registry DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET ws2)
  file(RELATIVE_PATH to_lib ${CMAKE_INSTALL_FULL_BINDIR}
       ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(ws2 PROPERTIES INSTALL_RPATH "$ORIGIN/${to_lib};$ORIGIN/${to_lib}/ws2")
  install(TARGETS ws2)
endif()

# Headers: <ws2/errors.h> and the Windows names.
install(DIRECTORY include/ws2 TYPE INCLUDE)
install(DIRECTORY include/win32 include/win32-cxx
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ws2)

# Manual pages and shell completion, written or generated.
install(DIRECTORY man/ ${PROJECT_BINARY_DIR}/man/
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL
        FILES_MATCHING PATTERN "*.1")
install(DIRECTORY man/ ${PROJECT_BINARY_DIR}/man/
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 OPTIONAL
        FILES_MATCHING PATTERN "*.5")
install(DIRECTORY man/ ${PROJECT_BINARY_DIR}/man/
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man7 OPTIONAL
        FILES_MATCHING PATTERN "*.7")
install(DIRECTORY ${PROJECT_BINARY_DIR}/man/
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man8 OPTIONAL
        FILES_MATCHING PATTERN "*.8")

# The signalling agent, beside the commands: the library starts it.
if(TARGET ws2-rsvpd)
  install(TARGETS ws2-rsvpd)
  install(FILES packaging/ws2-rsvpd.service DESTINATION lib/systemd/system)
endif()

# pkg-config
include(tools/ws2-cc/flags.cmake)
list(JOIN WS2_WINDOWS_FLAGS " " WS2_PC_FLAGS)
file(RELATIVE_PATH WS2_PC_PREFIX
     ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" WS2_PC_PREFIX ${WS2_PC_PREFIX})
foreach(pc ws2 ws2-win32)
  configure_file(packaging/${pc}.pc.in packaging/${pc}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/packaging/${pc}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

# CMake package and toolchain file
install(EXPORT ws2-targets NAMESPACE ws2:: DESTINATION ${WS2_CMAKE_DIR})
configure_package_config_file(packaging/ws2-config.cmake.in
  packaging/ws2-config.cmake INSTALL_DESTINATION ${WS2_CMAKE_DIR}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/packaging/ws2-config-version.cmake
  COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH WS2_TOOLCHAIN_BIN
     ${CMAKE_INSTALL_PREFIX}/${WS2_CMAKE_DIR} ${CMAKE_INSTALL_FULL_BINDIR})
configure_file(packaging/ws2-toolchain.cmake.in packaging/ws2-toolchain.cmake
               @ONLY)
install(FILES
  ${PROJECT_BINARY_DIR}/packaging/ws2-config.cmake
  ${PROJECT_BINARY_DIR}/packaging/ws2-config-version.cmake
  ${PROJECT_BINARY_DIR}/packaging/ws2-toolchain.cmake
  packaging/ws2-platform.cmake
  DESTINATION ${WS2_CMAKE_DIR})
