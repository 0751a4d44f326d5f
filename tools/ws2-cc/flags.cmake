# What turns gcc and clang on Linux into a compiler of Windows source. The one
# list behind ws2-cc, the pkg-config file and the CMake package.
set(WS2_WINDOWS_FLAGS
  -fshort-wchar # wchar_t has 16 bits
  -D_WIN32 -D_WIN64 -D__WIN32 -D__WIN32__ -D__WIN64 -D__WIN64__
  -DWIN32 -DWIN64 -DWINNT -D__WINNT -D__WINNT__ -D__WS2__
  # Source for several systems must not take the Linux branch.
  -U__linux__ -U__linux -Ulinux -U__gnu_linux__
  -U__unix__ -U__unix -Uunix)

# Libraries whose names Windows build files use. Each is a linker script that
# means libws2_32, which holds what there is of all of them.
set(WS2_WINDOWS_LIBRARIES
  advapi32 bcrypt comctl32 comdlg32 crypt32 dbghelp dnsapi fwpuclnt gdi32
  iphlpapi kernel32 normaliz ntdll ole32 oleaut32 psapi qwave rpcrt4 secur32
  shell32 shlwapi traffic user32 userenv uuid version winmm winspool)
