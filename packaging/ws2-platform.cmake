# What a project asks about its system, read after CMake has decided: the
# source is for Windows. Names and formats of files stay those of Linux.
set(WIN32 1)
unset(UNIX)
unset(LINUX)
