// Messages that survive a lack of memory. Where taking memory fails half-way through a message,
// protobuf's destructors follow pointers that were never set, and its containers forget what they
// were about to hold. So a message, with all that it grows, lies in one arena: that is freed as a
// whole, and no destructor of a message runs.
#pragma once

#include <google/protobuf/arena.h>

#include <memory>
#include <string_view>

namespace attune::format {

template <typename Message>
std::shared_ptr<Message> make_message() {
  const auto arena = std::make_shared<google::protobuf::Arena>();
  return {arena, google::protobuf::Arena::CreateMessage<Message>(arena.get())};
}

/// @return null when the bytes do not parse
template <typename Message>
std::shared_ptr<Message> parse_message(std::string_view bytes) {
  std::shared_ptr<Message> message = make_message<Message>();
  const bool whole = message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return whole ? message : nullptr;
}

/// By way of its bytes: copying into an arena is not safe where memory runs out, parsing is.
template <typename Message>
void copy_into(const Message& source, Message& target) {
  target.ParseFromString(source.SerializeAsString());
}

/// The same, into an arena of its own.
template <typename Message>
std::shared_ptr<Message> copy_message(const Message& message) {
  return parse_message<Message>(message.SerializeAsString());
}

}  // namespace attune::format
