// A storm of signals: a handler that does nothing, installed without SA_RESTART, and a timer.
#pragma once

#include "harness/preload/channel.hpp"

namespace wiretrial::preload {

// Starts it in this process if the channel asks for one. The signal is a real-time signal that
// programs have no use for; blocked calls then really fail with EINTR (signal(7)).
void begin_storm(Channel& channel);

}  // namespace wiretrial::preload
