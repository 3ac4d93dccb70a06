package kms

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
)

// request is that of either operation; GetPublicKey has the key alone.
type request struct {
	KeyId            string
	Message          []byte
	MessageType      string
	SigningAlgorithm string
}

const algorithm = "RSASSA_PKCS1_V1_5_SHA_256"

func (s *Server) publicKey(r *request) (any, error) {
	pair, err := s.pairs.of(r.KeyId)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(&pair.PublicKey)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"KeyId": r.KeyId, "PublicKey": der, "KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": []string{algorithm},
	}, nil
}

func (s *Server) sign(r *request) (any, error) {
	digest, err := r.digest()
	if err != nil {
		return nil, err
	}
	pair, err := s.pairs.of(r.KeyId)
	if err != nil {
		return nil, err
	}
	signature, err := rsa.SignPKCS1v15(nil, pair, crypto.SHA256, digest)
	if err != nil {
		return nil, err
	}
	return map[string]any{"KeyId": r.KeyId, "Signature": signature, "SigningAlgorithm": algorithm}, nil
}

// digest is what is signed. KMS takes up to 4,096 bytes of a message, or its digest.
func (r *request) digest() ([]byte, error) {
	const most = 4096
	switch {
	case r.SigningAlgorithm != algorithm:
		return nil, refusal{"ValidationException", "only " + algorithm + " is served here"}
	case r.MessageType == "DIGEST" && len(r.Message) == sha256.Size:
		return r.Message, nil
	case r.MessageType == "RAW" && len(r.Message) > 0 && len(r.Message) <= most:
		sum := sha256.Sum256(r.Message)
		return sum[:], nil
	}
	return nil, refusal{"ValidationException", "the message is no " + r.MessageType + " of a length that KMS takes"}
}
