// How a network that is ready runs: layer after layer, each shared out among the team.

#include <algorithm>
#include <atomic>

#include "kernels/elementwise.h"
#include "plan/network.h"

namespace attune::plan {
namespace {
// Fewer examples than that are not worth another thread.
constexpr int kFewestExamples = 4;
}  // namespace

void Network::forward(int examples) {
  if (interpreter_) return interpreter_->run();
  run(examples, [](const Step&) { return true; });
}

void Network::forward_frozen(int examples) {
  run(examples, [](const Step& step) { return !step.backward; });
}

void Network::forward_learning(int examples) {
  run(examples, [](const Step& step) { return step.backward; });
}

void Network::copy_frontier(int example, float* to) const {
  for (const std::size_t value : frontier_) {
    const ConstTensor from = tensor(value, {0, example + 1});
    to = std::copy_n(from.example(example), from.shape.size(), to);
  }
}

void Network::put_frontier(int example, const float* from) {
  for (const std::size_t value : frontier_) {
    const Tensor to = tensor(value, {0, example + 1});
    std::copy_n(from, to.shape.size(), to.example(example));
    from += to.shape.size();
  }
}

layers::Pass Network::pass(Member& member, const Step& step, Share::Range examples) const {
  member.x.clear(), member.y.clear();
  for (const std::size_t x : step.x) member.x.push_back(tensor(x, examples));
  for (const std::size_t y : step.y) member.y.push_back(tensor(y, examples));
  return {member.x, member.y, {}, {}, arena_[member.scratch], examples.count, {}};
}

layers::Pass Network::backward_pass(Member& member, const Step& step, Share::Range examples) const {
  layers::Pass whole = pass(member, step, examples);
  member.dx.clear(), member.dy.clear();
  for (const std::size_t x : step.x) member.dx.push_back(gradient(x, examples));
  for (const std::size_t y : step.y) member.dy.push_back(gradient(y, examples));
  whole.dx = member.dx, whole.dy = member.dy;
  return whole;
}

// Calls work(share, member) for each of `pieces` equal shares.
template <typename Work>
void Network::share_out(int pieces, const Work& work) {
  share(pieces, [&](int piece, int member) noexcept {
    work(Share{piece, pieces}, members_[static_cast<std::size_t>(member)]);
  });
}

// Into how many shares a layer's examples are cut, so that every member of the team has one.
int Network::shares(const Step& step, int examples) const {
  if (!step.layer->splits_examples()) return 1;
  return std::clamp(examples / kFewestExamples, 1, static_cast<int>(members_.size()));
}

template <typename Which>
void Network::run(int examples, Which which) {
  for (const Step& step : steps_) {
    if (!step.forward || !which(step)) continue;
    std::atomic<bool> failed = false;
    share_out(shares(step, examples), [&](Share share, Member& member) {
      const layers::Pass part = pass(member, step, share.of(examples));
      if (step.layer->forward(part) != layers::Status::ok) failed = true;
    });
    if (failed) refuse_values(*step.spec, *step.layer);
  }
}

// The gradients of the inputs are shared out by examples, those of the layer's own arrays by their
// elements: each is the sum of the same terms in the same order, however many are at work.
void Network::backward(const Step& step, int examples) {
  const bool has_parts =
      kHasHelpers && members_.size() > 1 && step.learns && step.layer->splits_gradients();
  if (!has_parts) {
    share_out(step.learns ? 1 : shares(step, examples), [&](Share share, Member& member) {
      step.layer->backward(backward_pass(member, step, share.of(examples)));
    });
    return;
  }
  const int pieces = shares(step, examples);
  share_out(2 * pieces, [&](Share share, Member& member) {
    if (share.part < pieces) {
      layers::Pass part = backward_pass(member, step, Share{share.part, pieces}.of(examples));
      part.share = {0, 0};
      step.layer->backward(part);
    } else {
      layers::Pass part = backward_pass(member, step, {0, examples});
      part.share = {share.part - pieces, pieces};
      for (Tensor& dx : member.dx) dx.data = nullptr;
      step.layer->backward(part);
    }
  });
}

void Network::backward(int examples, const ConstTensor& target, float scale,
                       std::span<const float> scales) {
  const Share::Range all{0, examples};
  if (const Tensor dx = gradient(loss_value_, all)) {
    kernels::fill(0, dx.data, dx.span().size());
    const ConstTensor x = loss_input(examples);
    if (scales.empty()) loss_->backward(x, target, scale, dx);
    for (int e = 0; e < static_cast<int>(scales.size()); ++e) {
      loss_->backward({x.example(e), x.shape, 1}, {target.example(e), target.shape, 1},
                      scales[static_cast<std::size_t>(e)], {dx.example(e), dx.shape, 1});
    }
  }
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Step& step = steps_[i];
    if (!step.backward) continue;
    for (const std::size_t value : step.fresh) {
      const Tensor fresh = gradient(value, all);
      kernels::fill(0, fresh.data, fresh.span().size());
    }
    backward(step, examples);
    if (!step.layer->complaint().empty()) refuse_values(*step.spec, *step.layer);
  }
}

}  // namespace attune::plan
