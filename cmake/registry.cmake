# ws2_registry.so, the namespace provider of registered services: a shared
# object beside the library, which loads it when it is first needed. It stays
# loaded: a thread of it may be on its way out.
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)

file(GLOB registry_sources CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/src/registry/*.c)

# What of the library is not exported comes along: small files without state.
set(registry_shared classinfo_copy flat nsp nspresults parts queryset_copy text)
list(TRANSFORM registry_shared PREPEND ${PROJECT_SOURCE_DIR}/src/name/)
list(TRANSFORM registry_shared APPEND .c)

# The unit tests link these with the library's own objects.
add_library(ws2_registry_objects OBJECT ${registry_sources})
set_target_properties(ws2_registry_objects PROPERTIES
  POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
target_compile_definitions(ws2_registry_objects PRIVATE _GNU_SOURCE)
target_include_directories(ws2_registry_objects PRIVATE
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_SOURCE_DIR}/include/win32)
target_link_libraries(ws2_registry_objects PRIVATE ws2_warnings
                      PkgConfig::SQLITE)

add_library(ws2_registry MODULE $<TARGET_OBJECTS:ws2_registry_objects>
  ${registry_shared} ${PROJECT_SOURCE_DIR}/src/os/arena.c
  ${PROJECT_SOURCE_DIR}/src/os/mem.c
  ${PROJECT_SOURCE_DIR}/src/os/thread.c)
set_target_properties(ws2_registry PROPERTIES
  PREFIX "" C_VISIBILITY_PRESET hidden)
target_compile_definitions(ws2_registry PRIVATE _GNU_SOURCE)
target_include_directories(ws2_registry PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(ws2_registry PRIVATE ws2_warnings ws2_32
                      PkgConfig::SQLITE Threads::Threads)
target_link_options(ws2_registry PRIVATE -Wl,-z,defs -Wl,-z,nodelete)
