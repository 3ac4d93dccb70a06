// Package breaches asks a range service whether a password is in lists of stolen ones, as
// api.pwnedpasswords.com is asked.
//
// It stands on a floor of its own, beside the adapters of AWS and the edge: what it asks is no service of
// AWS, signs nothing and can be anybody's, so it is given nothing to lose. Out go the first five of the
// forty digits of the password's SHA-1, which a million passwords have in common. What comes back is
// believed in one thing only: a row with the other 35 digits. A service that lies knows none of them, so
// it can let a password through, and refuse none.
//
// A service that does not answer is passed over: it must not be able to stop users from setting
// passwords. The list that is built in is checked before.
package breaches

import (
	"bufio"
	"context"
	"crypto/sha1" //nolint:gosec // the lists are of SHA-1; it keeps nothing secret here
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"latchkey/shared/domain/metric"
	"latchkey/shared/start/boot"
)

const (
	// timeout is how long an answer may take, to the end of its body: somebody waits for it.
	timeout = time.Second
	// most is how much of a body is read. A padded range has about 40 KiB.
	most   = 512 << 10
	digits = 5 // of a hash, which the service is told
)

// Service is a password.Stolen.
type Service struct {
	address string
	client  *http.Client
}

// Open makes the service of a process, and has the connection opened before the first request.
func Open(p *boot.Process, address string) (*Service, error) {
	s, err := New(address, p.Within(timeout))
	if err == nil {
		p.Connect(address)
	}
	return s, err
}

// New makes a service behind an address, to which the digits are added. The client follows no redirect:
// the address is the operator's choice, and not the service's.
func New(address string, client *http.Client) (*Service, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !strings.HasSuffix(u.Path, "/") {
		return nil, errors.New("breaches: not an address that ends with /, such as https://api.pwnedpasswords.com/range/")
	}
	if local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"; u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, errors.New("breaches: the address is not https")
	}
	return &Service{address, client}, nil
}

// Has says whether a password, as it was typed, is in the lists. Where that cannot be found out it says
// no. The log has neither the password nor any digit of its hash.
func (s *Service) Has(ctx context.Context, password string) bool {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	sum := sha1.Sum([]byte(password)) //nolint:gosec // see the import
	hash := strings.ToUpper(hex.EncodeToString(sum[:]))
	found, err := s.ask(ctx, hash[:digits], hash[digits:])
	if err != nil {
		metric.Count(ctx, metric.BreachesUnanswered)
		slog.WarnContext(ctx, "a new password was not looked for among stolen ones", "cause", err.Error())
	}
	return found
}

func (s *Service) ask(ctx context.Context, first, rest string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+first, nil)
	if err != nil {
		return false, errors.New("the address cannot be asked")
	}
	req.Header.Set("Add-Padding", "true") // so that the length of the answer does not tell the digits
	req.Header.Set("User-Agent", "latchkey")
	answer, err := s.client.Do(req)
	if err != nil {
		return false, withoutAddress(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return false, fmt.Errorf("the service answered %d", answer.StatusCode)
	}
	return find(io.LimitReader(answer.Body, most), rest)
}

// withoutAddress leaves out of an error the address that was asked, which ends with the digits.
func withoutAddress(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

var errGarbage = errors.New("the answer is no range of hashes")

// find reads rows such as "003D68EB55068C33ACE09247EE4C639306B:3" until one is of the hash. Rows with a
// count of zero are padding. An answer without rows is none: even what no list has is padded.
func find(body io.Reader, rest string) (bool, error) {
	rows := bufio.NewScanner(body)
	read := 0
	for rows.Scan() {
		suffix, count, ok := strings.Cut(strings.TrimSpace(rows.Text()), ":")
		n, err := strconv.ParseUint(count, 10, 64)
		if !ok || err != nil || len(suffix) != len(rest) {
			return false, errGarbage
		}
		if read++; n > 0 && strings.EqualFold(suffix, rest) {
			return true, nil
		}
	}
	if err := rows.Err(); err != nil {
		return false, withoutAddress(err)
	}
	if read == 0 {
		return false, errGarbage
	}
	return false, nil
}
