# ws2_program(NAME SOURCES...): a Windows program compiled by ws2-cc from
# SOURCES in the current source directory, as NAME in the current build
# directory and as target program_NAME.
set(WS2_PROGRAM_FLAGS -O2 -g -Wall -Wextra -Werror)

function(ws2_program name)
  set(driver ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/ws2-cc)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(sources ${ARGN})
  list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  add_custom_command(OUTPUT ${output}
    COMMAND ${driver} ${WS2_PROGRAM_FLAGS} -MMD -MF ${output}.d -MT ${output}
            ${sources} -o ${output} -lws2_32
    DEPENDS ${sources} ${driver} ws2_32 ws2_start_WinMain ws2_wide
    DEPFILE ${output}.d COMMENT "ws2-cc ${name}" VERBATIM)
  add_custom_target(program_${name} ALL DEPENDS ${output})
endfunction()
