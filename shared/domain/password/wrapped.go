package password

import "io"

// wrapped is argon2id over the key of a weaker hash. What is guessed at is argon2id, then: the
// weaker key is not stored. The first sign-in replaces it by argon2id over the password.
type wrapped struct {
	outer argon2Method
	inner digest // with zeros for its key
}

// over stands between the two in a stored hash.
const over = " over "

// wrap wraps a hash.
func (h *Hasher) wrap(random io.Reader, d digest) (digest, error) {
	outer, err := newMethod(random)
	if err != nil {
		return digest{}, err
	}
	key := outer.derive(h, string(d.key))
	return digest{wrapped{outer, digest{d.method, make([]byte, len(d.key))}}, key}, nil
}

func parseWrapped(outer, inner string) (digest, error) {
	o, err := parseArgon2(outer)
	if err != nil {
		return digest{}, err
	}
	i, err := parseKind(inner)
	if err != nil {
		return digest{}, err
	}
	method, ok := o.method.(argon2Method)
	if !ok {
		return digest{}, errMalformed
	}
	return digest{wrapped{method, i}, o.key}, nil
}

func (w wrapped) derive(h *Hasher, encoding string) []byte {
	return w.outer.derive(h, string(w.inner.derive(h, encoding)))
}

func (w wrapped) whole(encoding string) bool { return w.inner.whole(encoding) }

func (w wrapped) text(key []byte) string { return w.outer.text(key) + over + w.inner.String() }

func (w wrapped) load() uint64 { return w.outer.load() + w.inner.load() }

func (w wrapped) strong() bool { return w.outer.strong() }
