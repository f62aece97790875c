# One program for each file of tests/fuzz/targets, built by `--target fuzzers`: with libFuzzer in the preset fuzz (clang),
# with a loop of our own (support/driver.cpp) in the preset native, whose objects are there anyway.
# tests/fuzz/run.mjs builds and runs them: npm run fuzz.

set(fuzz_folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
# Compiled once for all of them.
add_library(fuzz_support OBJECT EXCLUDE_FROM_ALL ${fuzz_folder}/support/exercise.cpp ${fuzz_folder}/support/known_models.cpp
  ${fuzz_folder}/support/memory_peak.cpp)
target_compile_definitions(fuzz_support PRIVATE ATTUNE_TEST_DATA="${CMAKE_SOURCE_DIR}/tests")

function(fuzz_program name)
  add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${ARGN} $<TARGET_OBJECTS:fuzz_support>)
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(ATTUNE_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${fuzz_folder}/support/driver.cpp)
  endif()
endfunction()

file(GLOB target_files CONFIGURE_DEPENDS ${fuzz_folder}/targets/*.cpp)
foreach(file IN LISTS target_files)
  cmake_path(GET file STEM LAST_ONLY name)
  # What reads messages is given messages.
  if(name MATCHES "^(model|delta|weights)$")
    fuzz_program(${name} ${file} ${fuzz_folder}/support/wire_target.cpp ${fuzz_folder}/support/wire_mutator.cpp)
  else()
    fuzz_program(${name} ${file})
  endif()
endforeach()

# These have a main() of their own.
add_executable(fuzz_seeds EXCLUDE_FROM_ALL ${fuzz_folder}/support/write_seeds.cpp $<TARGET_OBJECTS:fuzz_support>)
add_executable(fuzz_every_change EXCLUDE_FROM_ALL ${fuzz_folder}/support/every_change.cpp ${fuzz_folder}/targets/model.cpp
  $<TARGET_OBJECTS:fuzz_support>)
set_target_properties(fuzz_seeds fuzz_every_change PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)

get_property(fuzz_programs DIRECTORY PROPERTY BUILDSYSTEM_TARGETS)
list(FILTER fuzz_programs INCLUDE REGEX "^fuzz_")
foreach(program IN LISTS fuzz_programs)
  target_include_directories(${program} PRIVATE ${fuzz_folder})
  target_link_libraries(${program} PRIVATE attune attune_build_mode attune_warnings)
endforeach()
add_custom_target(fuzzers DEPENDS ${fuzz_programs})
