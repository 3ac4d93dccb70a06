package api

// Identified says in headers, too, who calls. A proxy that asks before it passes a request on reads headers
// and no body. A service is no user, and has none of them; nor have staff who may only enrol a factor: to
// other programs they are nobody yet.
func (r Reply) Identified(c Caller) Reply {
	if c.ServiceKey != 0 || c.OnlyEnrols {
		return r
	}
	return r.With("x-user-id", c.UserID.String()).With("x-user-role", string(c.Role)).With("x-session-id", c.SessionID)
}
