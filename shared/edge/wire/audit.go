package wire

import "latchkey/shared/domain/audit"

// AuditEvent is an audit record: ids and no contact data.
type AuditEvent struct {
	ID         string  `json:"id"`
	Event      string  `json:"event"`
	User       int64   `json:"user_id"`
	Actor      *int64  `json:"actor_id"` // null where a service did it
	ServiceKey int64   `json:"service_key_id,omitzero"`
	Outcome    string  `json:"outcome"`
	Reason     *string `json:"reason"`
	Address    string  `json:"address"`
	Via        string  `json:"via,omitempty"` // "backend" where an application named the address
	RequestID  string  `json:"request_id"`
	At         *string `json:"created_at"`
}

// AuditEventsOf shows audit records in their order.
func AuditEventsOf(events []audit.Event) []AuditEvent {
	all := []AuditEvent{}
	for _, e := range events {
		all = append(all, AuditEvent{
			ID: e.ID, Event: string(e.Name), User: int64(e.User), Actor: actorOf(e), ServiceKey: e.ServiceKey, Outcome: e.Outcome(), Reason: orNull(e.Reason),
			Address: e.Address, Via: e.Via, RequestID: e.RequestID, At: instant(e.At),
		})
	}
	return all
}

func actorOf(e audit.Event) *int64 {
	if e.Actor == 0 {
		return nil
	}
	id := int64(e.Actor)
	return &id
}
