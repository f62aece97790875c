// In place of protobuf's own stubs/common.cc: the same functions, silent.
//
// Protobuf prints what it thinks of a file (invalid UTF-8, say) to stderr; our core never prints.
// Its log also brings streams and printf into the WebAssembly module: 2.5 KB that no user ever
// reads.
//
// Non-fatal messages vanish. A fatal one means that a contract inside protobuf is broken: natively
// it says what happened, then both builds abort.

#include <google/protobuf/stubs/callback.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/stubs/port.h>
#include <google/protobuf/stubs/stringpiece.h>

#include <cstdlib>

#ifndef __EMSCRIPTEN__
#include <cstdio>
#endif

namespace google {
namespace protobuf {
namespace internal {

// Library and headers come from one archive, and setup.sh checks that protoc is of the same
// version; a generated file of another version does not compile (it tests PROTOBUF_VERSION itself).
void VerifyVersion(int, int, const char*) {}

LogMessage::LogMessage(LogLevel level, const char* filename, int line)
    : level_(level), filename_(filename), line_(line) {}
LogMessage::~LogMessage() {}

#ifdef __EMSCRIPTEN__
LogMessage& LogMessage::operator<<(const std::string&) { return *this; }
LogMessage& LogMessage::operator<<(const char*) { return *this; }
#else
LogMessage& LogMessage::operator<<(const std::string& text) {
  message_ += text;
  return *this;
}
LogMessage& LogMessage::operator<<(const char* text) {
  message_ += text;
  return *this;
}
#endif
LogMessage& LogMessage::operator<<(char) { return *this; }
LogMessage& LogMessage::operator<<(int) { return *this; }
LogMessage& LogMessage::operator<<(uint) { return *this; }
LogMessage& LogMessage::operator<<(long) { return *this; }
LogMessage& LogMessage::operator<<(unsigned long) { return *this; }
LogMessage& LogMessage::operator<<(long long) { return *this; }
LogMessage& LogMessage::operator<<(unsigned long long) { return *this; }
LogMessage& LogMessage::operator<<(double) { return *this; }
LogMessage& LogMessage::operator<<(void*) { return *this; }
LogMessage& LogMessage::operator<<(const StringPiece&) { return *this; }
LogMessage& LogMessage::operator<<(const util::Status&) { return *this; }
LogMessage& LogMessage::operator<<(const uint128&) { return *this; }

void LogMessage::Finish() {
  if (level_ != LOGLEVEL_FATAL) return;
#ifndef __EMSCRIPTEN__
  std::fprintf(stderr, "protobuf, %s:%d: %s\n", filename_, line_, message_.c_str());
#endif
  std::abort();
}

void LogFinisher::operator=(LogMessage& other) { other.Finish(); }

FunctionClosure0::~FunctionClosure0() {}

}  // namespace internal

// There is nothing to silence or to redirect; code written for the original still links.
LogHandler* SetLogHandler(LogHandler*) { return nullptr; }
LogSilencer::LogSilencer() {}
LogSilencer::~LogSilencer() {}

Closure::~Closure() {}
void DoNothing() {}

// strutil.cc asks for it; little-endian in, network order out.
uint32_t ghtonl(uint32_t x) { return __builtin_bswap32(x); }

#if PROTOBUF_USE_EXCEPTIONS
FatalException::~FatalException() throw() {}
const char* FatalException::what() const throw() { return message_.c_str(); }
#endif

}  // namespace protobuf
}  // namespace google
