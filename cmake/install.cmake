# Install rules, the pkg-config file and the CMake package.
