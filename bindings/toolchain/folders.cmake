# Where the toolchain's folders lie: runs setup.sh (which returns at once when all is there) and reads the env file
# that it wrote. Sets ATTUNE_CACHE, ATTUNE_EMSCRIPTEN_ROOT and FETCHCONTENT_SOURCE_DIR_* unless the caller did.
# Where setup.sh can do nothing (no Debian), emcc comes from the PATH and the libraries by find_package or download.

include_guard(GLOBAL)

execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/setup.sh --core RESULT_VARIABLE setup_result)
if(DEFINED ENV{ATTUNE_CACHE})
  set(cache_folder $ENV{ATTUNE_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(cache_folder $ENV{XDG_CACHE_HOME}/attune)
else()
  set(cache_folder $ENV{HOME}/.cache/attune)
endif()

if(setup_result EQUAL 0)
  file(STRINGS ${cache_folder}/toolchain.env env_lines REGEX "^export [A-Z_0-9]+='")
  foreach(line IN LISTS env_lines)
    string(REGEX MATCH "^export ([A-Z_0-9]+)='(.*)'$" _ "${line}")
    if(NOT DEFINED "${CMAKE_MATCH_1}" AND NOT DEFINED ENV{${CMAKE_MATCH_1}})
      set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
    elseif(NOT DEFINED "${CMAKE_MATCH_1}")
      set(${CMAKE_MATCH_1} $ENV{${CMAKE_MATCH_1}})
    endif()
  endforeach()
else()
  message(STATUS "no toolchain of our own: see the line above; going on with what the system has")
  find_program(em_config em-config)
  if(em_config)
    execute_process(COMMAND ${em_config} EMSCRIPTEN_ROOT OUTPUT_VARIABLE ATTUNE_EMSCRIPTEN_ROOT
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
  set(CCACHE_DIR ${cache_folder}/ccache)
endif()
