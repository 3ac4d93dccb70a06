package api

import "maps"

// Identified says in headers, too, who calls. A proxy that asks before it passes a request on reads headers
// and no body. A service is no user, and has none of them.
func (r Reply) Identified(c Caller) Reply {
	if c.ServiceKey != 0 {
		return r
	}
	r.headers = maps.Clone(r.headers)
	if r.headers == nil {
		r.headers = map[string]string{}
	}
	r.headers["x-user-id"], r.headers["x-user-role"], r.headers["x-session-id"] = c.UserID.String(), string(c.Role), c.SessionID
	return r
}
