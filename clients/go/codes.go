// Code generated from functions/openapi/openapi.yaml by `make docs`. DO NOT EDIT.

package latchkey

// The codes of the contract, each with the detail that the service gives.
const (
	CodeTwoFactorRequired          Code = "2fa_required"                 // Staff need a second factor. Turn it on before you give the role, and take the role away before you turn it off.
	CodeAccessTokenNotAccepted     Code = "access_token_not_accepted"    // This is an access token, which is for other programs. Send the token of the session.
	CodeAdminOnly                  Code = "admin_only"                   // Only an admin can change this.
	CodeBodyTooLarge               Code = "body_too_large"               // The body is too large for this route.
	CodeChallengeClosed            Code = "challenge_closed"             // This code has expired or was already used. Start again to get a new one.
	CodeCodeUsed                   Code = "code_used"                    // This code was already used.
	CodeDeliveryFailed             Code = "delivery_failed"              // The code could not be sent. Try again later.
	CodeDeliveryUnsure             Code = "delivery_unsure"              // The code may be late or lost. Use it if it arrives, or ask for another in a minute.
	CodeDirectAccess               Code = "direct_access"                // Call the service at its public address.
	CodeDuplicateMember            Code = "duplicate_member"             // The body has a member twice.
	CodeEmailNotCorrectable        Code = "email_not_correctable"        // The address can be corrected here only by the user who registered, and only before the first sign-in. Sign in to change it.
	CodeEmailTaken                 Code = "email_taken"                  // That e-mail address is in use.
	CodeEmailUnconfirmed           Code = "email_unconfirmed"            // The e-mail address is not confirmed yet. Confirm it with the code that was sent to it.
	CodeEmailUnproven              Code = "email_unproven"               // This needs a code by e-mail, and the address is not confirmed yet. Set the same address again to confirm it.
	CodeFeatureFlagNotFound        Code = "feature_flag_not_found"       // There is no such feature flag.
	CodeForbidden                  Code = "forbidden"                    // You are not allowed to do this.
	CodeIdempotencyKeyReused       Code = "idempotency_key_reused"       // This Idempotency-Key was used for another request. Use a new one.
	CodeIDsTwice                   Code = "ids_twice"                    // Give the ids in the body or in the query, not in both.
	CodeInternalError              Code = "internal_error"               // The service failed. Its log has the cause under the request id.
	CodeInvalidAuthorizationCode   Code = "invalid_authorization_code"   // The code or its verifier is wrong, or the code has expired or was already used. Sign in again.
	CodeInvalidBackendSecret       Code = "invalid_backend_secret"       // The backend secret is wrong.
	CodeInvalidClientAddress       Code = "invalid_client_address"       // A request with the backend secret needs exactly one IP address in x-client-address.
	CodeInvalidCode                Code = "invalid_code"                 // The code is wrong.
	CodeInvalidCredentials         Code = "invalid_credentials"          // The username or the password is wrong.
	CodeInvalidCursor              Code = "invalid_cursor"               // The cursor is not from this list. Start again without one.
	CodeInvalidFields              Code = "invalid_fields"               // Some fields are not valid.
	CodeInvalidRegistrationKey     Code = "invalid_registration_key"     // A valid registration key is required. Ask an admin for one.
	CodeLastAdmin                  Code = "last_admin"                   // This is the last active admin.
	CodeMalformedJSON              Code = "malformed_json"               // The body is not well-formed JSON.
	CodeNoConfirmedEmail           Code = "no_confirmed_email"           // The user has no confirmed e-mail address, so codes could not be sent.
	CodeNoResetAllowed             Code = "no_reset_allowed"             // There is no reset to withdraw.
	CodeNothingToChange            Code = "nothing_to_change"            // Give at least one field to change.
	CodeOneChangeAtATime           Code = "one_change_at_a_time"         // Change e-mail, phone number and second factor one at a time: each needs a code of its own.
	CodeOwnFactors                 Code = "own_factors"                  // Admins cannot reset their own second factor. Ask another admin.
	CodeOwnReset                   Code = "own_reset"                    // Admins cannot reset their own password this way. Ask another admin, or change the password.
	CodePhoneNumberInUse           Code = "phone_number_in_use"          // Sign-in codes go to this number. Change the second factor first.
	CodePhoneNumberTaken           Code = "phone_number_taken"           // That phone number is in use.
	CodeReauthenticationRequired   Code = "reauthentication_required"    // Sign in again: this needs a sign-in within the last 15 minutes.
	CodeRegistrationClosed         Code = "registration_closed"          // This link no longer works. The account was confirmed or removed, or a newer message has a newer link.
	CodeRegistrationKeyInactive    Code = "registration_key_inactive"    // This registration key is already inactive.
	CodeRegistrationKeyNotFound    Code = "registration_key_not_found"   // There is no such registration key.
	CodeRegistrationKeyUsed        Code = "registration_key_used"        // This registration key was already used. There is nothing to revoke.
	CodeRequestInProgress          Code = "request_in_progress"          // The first request with this Idempotency-Key is still running. Try again in a moment.
	CodeResendTooSoon              Code = "resend_too_soon"              // A code was sent a moment ago. Wait before asking for another.
	CodeResetClosed                Code = "reset_closed"                 // This link has expired or was already used. Ask for another.
	CodeResetNotAllowed            Code = "reset_not_allowed"            // No reset is allowed, it has expired, or the code is wrong. Ask an admin.
	CodeScopeMissing               Code = "scope_missing"                // The service key has no scope that allows this.
	CodeSecondAdminNeeded          Code = "second_admin_needed"          // Within 24 hours, one admin cannot do two of these to one account: change its address, allow a new password, reset its second factor. Ask another admin.
	CodeServiceKeyNotFound         Code = "service_key_not_found"        // There is no such service key, or it was revoked already.
	CodeSessionNotFound            Code = "session_not_found"            // There is no such session.
	CodeSigningUnavailable         Code = "signing_unavailable"          // The signing key cannot be used right now. Try again in a moment.
	CodeSupportPINNotFound         Code = "support_pin_not_found"        // There is no support PIN.
	CodeTemporarilyUnavailable     Code = "temporarily_unavailable"      // The service is busy. Try again in a moment.
	CodeTokenInvalid               Code = "token_invalid"                // The token is not valid, or its session has ended. Sign in again.
	CodeTokenMissing               Code = "token_missing"                // Sign in first, and send the token as Authorization: Bearer or PRIVATE-TOKEN.
	CodeTooManyCodes               Code = "too_many_codes"               // Too many wrong codes were given for this account. Try again later.
	CodeTooManyRequests            Code = "too_many_requests"            // This was tried too often. Wait and try again.
	CodeTooManyTries               Code = "too_many_tries"               // Too many wrong PINs were given. The user has to make a new PIN.
	CodeTwoTokens                  Code = "two_tokens"                   // The request has two tokens. Send one, as Authorization: Bearer or as PRIVATE-TOKEN.
	CodeUnknownMember              Code = "unknown_member"               // The body has a member that this route does not know.
	CodeUnknownParameter           Code = "unknown_parameter"            // The query has a parameter that this route does not know.
	CodeUnsupportedAuthorization   Code = "unsupported_authorization"    // The scheme of the Authorization header is not Bearer. Send the token as Authorization: Bearer or PRIVATE-TOKEN.
	CodeUnsupportedCharset         Code = "unsupported_charset"          // Send the body in UTF-8, and name no other charset.
	CodeUnsupportedContentEncoding Code = "unsupported_content_encoding" // Send the body without a Content-Encoding.
	CodeUnsupportedMediaType       Code = "unsupported_media_type"       // Send the body as application/json.
	CodeUserChanged                Code = "user_changed"                 // The user was changed in the meantime. Read the user again and retry.
	CodeUserDisabled               Code = "user_disabled"                // The user is disabled.
	CodeUserNotFound               Code = "user_not_found"               // There is no such user.
	CodeUsernameTaken              Code = "username_taken"               // That username is not available.
	CodeWrongPassword              Code = "wrong_password"               // The current password is wrong.
	CodeWrongType                  Code = "wrong_type"                   // The body, or one of its members, has the wrong type.
)
