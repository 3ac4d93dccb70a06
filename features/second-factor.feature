Feature: A second factor

  Scenario: Turning it on needs a code, and so does the next sign-in
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "email"}
      """
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives a wrong code
    Then it is refused with 401, because "invalid_code"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: Codes go only to a confirmed number
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "sms"}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "2fa_method" is "phone_unconfirmed"
    When "mary" sends PATCH /users/me saying
      """
      {"phone_number": "+447700900123"}
      """
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": true, "2fa_method": "sms"}
      """
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200
    When "mary" gives name and password
    And "mary" gives the code texted to "+447700900123"
    Then "mary" is signed in

  Scenario: A user whose codes are texted gets every code as a text
    Given the user "mary"
    And "mary" has signed in
    And "mary" has codes texted to "+447700900123"
    When "mary" gives name and password
    And a minute passes for the code
    And "mary" asks for another code
    Then it is accepted with 202
    When "mary" gives the code texted to "+447700900123"
    Then "mary" is signed in
    When "mary" sends DELETE /users/me
    And "mary" gives the code texted to "+447700900123"
    Then it is accepted with 204

  Scenario: Turning it off needs a code from the channel in use
    Given the user "mary" with a second factor
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"2fa": false}
      """
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: Five wrong codes close the challenge
    Given the user "mary" with a second factor
    When "mary" gives name and password
    And "mary" gives a wrong code 5 times
    And "mary" gives the mailed code
    Then it is refused with 410, because "challenge_closed"

  Scenario: Somebody who knows the password and not the code is noticed
    Given the user "mary" with a second factor
    When "mary" gives name and password
    And "mary" gives a wrong code 3 times
    Then "mary@latchkey.example" is told "Somebody may know your password for Latchkey"

  Scenario: A code for signing in is refused for anything else
    Given the user "mary" with a second factor
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" sends DELETE /users/me with that challenge and the mailed code
    Then it is refused with 410, because "challenge_closed"

  Scenario: A code that could not be delivered is not valid, and the next one is
    Given the user "mary" with a second factor
    And no message can be delivered
    When "mary" gives name and password
    Then it is refused with 503, because "delivery_failed"
    When messages are delivered again
    And "mary" gives name and password
    And "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A new code is sent after a minute, not before
    Given the user "mary" with a second factor
    When "mary" gives name and password
    And "mary" asks for another code
    Then it is refused with 429, because "resend_too_soon"

  Scenario: An authenticator is asked for, and another way can be chosen
    Given the user "mary" with a second factor
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" gives name and password
    Then it is accepted with 202
    And it shows challenge.method as "totp"
    And it shows challenge.methods as "[totp email]"
    And it shows challenge.sent_to as "<nil>"
    When "mary" chooses "sms"
    Then it is refused with 422, because "method_unavailable"
    When "mary" chooses "email"
    Then it is accepted with 202
    And it shows challenge.method as "email"
    When "mary" gives the code of "My phone"
    Then it is refused with 401, because "invalid_code"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A recovery code signs in, once
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" gives name and password
    And "mary" gives a recovery code in small letters, with spaces
    Then it shows recovery_codes_left as "9"
    And "mary" is signed in
    And "mary@latchkey.example" is told "A recovery code was used at Latchkey"
    When "mary" gives name and password
    And "mary" gives a recovery code
    Then it is refused with 401, because "invalid_code"
    When "mary" gives a recovery code
    Then "mary" is signed in

  Scenario: Guesses do not stop the recovery code
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" gives name and password
    And "mary" gives a wrong code 5 times
    And "mary" gives the code of "My phone"
    Then it is refused with 410, because "challenge_closed"
    When "mary" gives a recovery code
    Then "mary" is signed in

  @staff-totp
  Scenario: Staff enrol what is asked of them before anything else
    Given the admin "boss"
    And "boss" has signed in
    When "boss" sends GET /api/v1/admin/users
    Then it is refused with 403, because "factor_required"
    When "boss" sends PATCH /users/me saying
      """
      {"username": "chief"}
      """
    Then it is refused with 403, because "factor_required"
    When "boss" sends GET /users/me
    Then it is accepted with 200
    Given "boss" has the authenticator "My phone"
    When "boss" sends GET /api/v1/admin/users
    Then it is accepted with 200
    When "boss" removes "My phone"
    Then it is refused with 409, because "2fa_required"
    When "boss" gives name and password
    Then it shows challenge.methods as "[totp]"
    When "boss" chooses "email"
    Then it is refused with 422, because "method_unavailable"
    When "boss" gives the code of "My phone"
    Then "boss" is signed in
