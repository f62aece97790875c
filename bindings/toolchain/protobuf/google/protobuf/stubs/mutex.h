// In place of protobuf's own header, in the WebAssembly build only, which has one thread: a mutex
// that does nothing. std::mutex would bring std::system_error, strerror and printf: 5.5 KB after
// brotli. A build with threads must leave this folder out of its include path.

#ifndef GOOGLE_PROTOBUF_STUBS_MUTEX_H_
#define GOOGLE_PROTOBUF_STUBS_MUTEX_H_

#ifdef __EMSCRIPTEN_PTHREADS__
#error "with threads protobuf needs its own mutex.h"
#endif

#include <google/protobuf/stubs/macros.h>

namespace google {
namespace protobuf {
namespace internal {

#define GOOGLE_PROTOBUF_LINKER_INITIALIZED

class WrappedMutex {
 public:
  constexpr WrappedMutex() {}
  void Lock() {}
  void Unlock() {}
  void AssertHeld() const {}
};
using Mutex = WrappedMutex;

class MutexLock {
 public:
  explicit MutexLock(Mutex*) {}
};
using ReaderMutexLock = MutexLock;
using WriterMutexLock = MutexLock;
using MutexLockMaybe = MutexLock;

}  // namespace internal

using internal::Mutex;
using internal::MutexLock;
using internal::MutexLockMaybe;
using internal::ReaderMutexLock;
using internal::WriterMutexLock;

}  // namespace protobuf
}  // namespace google

#endif  // GOOGLE_PROTOBUF_STUBS_MUTEX_H_
