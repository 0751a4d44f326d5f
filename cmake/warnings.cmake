# The warnings that every file of ours is compiled with, as one target.
add_library(ws2_warnings INTERFACE)
target_compile_options(ws2_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
  $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>)
if(WS2_WERROR)
  target_compile_options(ws2_warnings INTERFACE -Werror)
endif()

if(WS2_SANITIZE)
  add_compile_options(-fsanitize=${WS2_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WS2_SANITIZE})
endif()
if(WS2_FUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
