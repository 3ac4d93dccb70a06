package contract

import "net/http"

// checkPreflight holds an answer to OPTIONS against what the gateway answers: nothing but headers where the
// deployment lists origins, and otherwise that there is no such route. The contract does not list OPTIONS.
func (e Exchange) checkPreflight() error {
	if e.byGateway() && e.Status == http.StatusNoContent && len(e.Body) == 0 {
		return nil
	}
	return e.unrouted()
}
