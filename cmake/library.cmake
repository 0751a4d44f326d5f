# libws2_32, shared and static, from the layers under src/.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2)

file(GLOB WS2_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/*.c)
list(FILTER WS2_SOURCES EXCLUDE REGEX "/src/registry/") # registry.cmake

# What can be injected is what the contract documents (src/fault/table.h).
find_program(WS2_AWK NAMES mawk gawk awk REQUIRED)
set(WS2_FAULT_ROWS ${PROJECT_BINARY_DIR}/generated/ws2_fault_rows.inc)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
add_custom_command(
  OUTPUT ${WS2_FAULT_ROWS}
  COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C
          ${WS2_AWK} -f ${PROJECT_SOURCE_DIR}/src/fault/rows.awk
          ${PROJECT_SOURCE_DIR}/tests/contract/contract.tsv
          > ${WS2_FAULT_ROWS}.new
  COMMAND ${CMAKE_COMMAND} -E rename ${WS2_FAULT_ROWS}.new ${WS2_FAULT_ROWS}
  DEPENDS ${PROJECT_SOURCE_DIR}/src/fault/rows.awk
          ${PROJECT_SOURCE_DIR}/tests/contract/contract.tsv
  COMMENT "Making the table of faults" VERBATIM)

add_library(ws2_objects OBJECT ${WS2_SOURCES} ${WS2_FAULT_ROWS})
set_target_properties(ws2_objects PROPERTIES
  POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
target_compile_definitions(ws2_objects PRIVATE _GNU_SOURCE WS2_BUILDING
  WS2_LIBDIR="${CMAKE_INSTALL_FULL_LIBDIR}" WS2_SYSCONFDIR="${WS2_SYSCONFDIR}")
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/qos/agentlink.c
  PROPERTIES COMPILE_DEFINITIONS
  WS2_RSVPD="${CMAKE_INSTALL_FULL_BINDIR}/ws2-rsvpd")
target_include_directories(ws2_objects PUBLIC
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_SOURCE_DIR}/include/win32 ${PROJECT_BINARY_DIR}/generated)
target_link_libraries(ws2_objects PRIVATE ws2_warnings PkgConfig::CARES
                      PkgConfig::IDN2)

set(WS2_MAP ${PROJECT_SOURCE_DIR}/src/ws2_32.map)
add_library(ws2_32 SHARED $<TARGET_OBJECTS:ws2_objects>)
set_target_properties(ws2_32 PROPERTIES
  VERSION ${PROJECT_VERSION} SOVERSION 0 LINK_DEPENDS ${WS2_MAP})
# Our own calls of exported functions stay in the library and can be inlined.
target_compile_options(ws2_objects PRIVATE -fno-semantic-interposition)
target_link_options(ws2_32 PRIVATE -Wl,-Bsymbolic-functions
  -Wl,--version-script=${WS2_MAP} -Wl,-z,defs)
target_link_libraries(ws2_32 PRIVATE PkgConfig::CARES PkgConfig::IDN2
                      Threads::Threads ${CMAKE_DL_LIBS})

add_library(ws2_32_static STATIC $<TARGET_OBJECTS:ws2_objects>)
set_target_properties(ws2_32_static PROPERTIES OUTPUT_NAME ws2_32)
target_link_libraries(ws2_32_static PUBLIC PkgConfig::CARES PkgConfig::IDN2
                      Threads::Threads ${CMAKE_DL_LIBS})

foreach(lib ws2_32 ws2_32_static)
  target_include_directories(${lib} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include/win32>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ws2/win32>)
endforeach()
