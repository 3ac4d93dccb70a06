Feature: Authenticators and recovery codes
  Users add an app that shows codes, get recovery codes with it, and remove what they no longer have. All of it is told.

  Scenario: An authenticator is added, and the next sign-in asks for its code
    Given the user "mary"
    And "mary" has signed in on another device
    And "mary" has signed in
    When "mary" sends POST /users/me/factors saying
      """
      {"type": "totp", "name": "My phone"}
      """
    Then it is accepted with 201
    When "mary" sets up "My phone"
    And "mary" confirms "My phone" with a wrong code
    Then it is refused with 401, because "invalid_code"
    When "mary" confirms "My phone" with its code
    Then it is accepted with 200
    And "mary" keeps 10 recovery codes
    And "mary@latchkey.example" is told "A second factor was added at Latchkey"
    And "mary" is still signed in
    And the other device is signed out
    When "mary" sends GET /users/me
    Then it shows 2fa_method as "totp"
    When "mary" confirms "My phone" with its code
    Then it is refused with 404, because "factor_not_found"
    When "mary" gives name and password
    Then it is accepted with 202
    And it shows challenge.method as "totp"
    When "mary" gives the code of "My phone"
    Then "mary" is signed in
    When "mary" gives name and password
    And "mary" gives the same code again
    Then it is refused with 410, because "code_used"
    When "mary" sends GET /users/me/factors
    Then 1 "factors" are shown
    And it shows recovery_codes.left as "10"

  Scenario: Only the session that began it confirms it
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends POST /users/me/factors saying
      """
      {"type": "totp", "name": "My phone"}
      """
    And "mary" sets up "My phone"
    Given "mary" has signed in
    When "mary" confirms "My phone" with its code
    Then it is refused with 404, because "factor_not_found"

  Scenario: A second authenticator is proven by a recovery code, and removed by the first one
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" sends POST /users/me/factors saying
      """
      {"type": "totp", "name": "My tablet"}
      """
    Then it is accepted with 202
    When "mary" gives a recovery code
    Then it is accepted with 201
    And "mary@latchkey.example" is told "A recovery code was used at Latchkey"
    When "mary" sets up "My tablet"
    And "mary" confirms "My tablet" with its code
    Then it is accepted with 200
    When "mary" removes "My tablet"
    Then it is accepted with 202
    When "mary" gives the code of "My phone"
    Then it is accepted with 204
    And "mary@latchkey.example" is told "A second factor was removed at Latchkey"
    When "mary" sends GET /users/me/factors
    Then 1 "factors" are shown

  Scenario: New recovery codes end the old ones
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" sends POST /users/me/recovery-codes
    Then it is accepted with 202
    When "mary" gives the code of "My phone"
    Then it is accepted with 201
    When "mary" gives name and password
    And "mary" gives a recovery code
    Then it is refused with 401, because "invalid_code"
    When "mary" sends POST /users/me/recovery-codes
    And "mary" gives the code of "My phone"
    Then "mary" keeps 10 recovery codes
    And "mary@latchkey.example" is told "Your recovery codes for Latchkey were replaced"
    When "mary" gives name and password
    And "mary" gives a recovery code
    Then "mary" is signed in
    When "mary" sends POST /users/me/recovery-codes
    And "mary" gives a recovery code
    Then it is accepted with 201

  Scenario: What is new does not take away what is old
    Given the user "mary" with a second factor
    And "mary" has signed in
    And "mary" has codes by mail since last week
    And "mary" has the authenticator "My phone"
    When "mary" sends DELETE /users/me/factors/email
    Then it is accepted with 202
    And it shows challenge.method as "email"
    When "mary" gives a recovery code
    Then it is refused with 403, because "factor_too_new"
    When "mary" gives the mailed code
    Then it is accepted with 204

  Scenario: The last one is removed by its own code, and the recovery codes go with it
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the authenticator "My phone"
    When "mary" removes "My phone"
    And "mary" gives the code of "My phone"
    Then it is accepted with 204
    When "mary" sends GET /users/me/factors
    Then 0 "factors" are shown
    And it shows recovery_codes as "<nil>"
    And "mary" can sign in

  Scenario: Staff keep a factor
    Given the admin "boss"
    And "boss" has signed in
    When "boss" sends DELETE /users/me/factors/email
    Then it is refused with 409, because "2fa_required"
