# environment
