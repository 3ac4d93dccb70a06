package boot

import "time"

// Now is the clock of a process: what its routes decide, store and record goes by it. It tells
// whole seconds in UTC, as times are stored, so that what is read back is what was written.
func Now() time.Time { return time.Now().UTC().Truncate(time.Second) }
