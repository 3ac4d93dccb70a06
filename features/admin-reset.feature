Feature: An admin lets a user set a new password
  For users who cannot get the mailed link. The admin allows a reset for an hour and gives a code
  to the user. The user chooses the password.

  Background:
    Given the admin "boss"
    And "boss" has signed in
    And the user "mary"
    And "mary" has signed in

  Scenario: An admin allows a reset and the user sets the password
    When "boss" lets "mary" set a new password
    Then it is accepted with 200
    And "mary@latchkey.example" is told "A new password was allowed for your account at Latchkey"
    When "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204
    And "mary@latchkey.example" is told "Your password for Latchkey was reset"
    And "mary" can sign in with "eleven geese cross the yard"
    And "mary" cannot sign in, because "invalid_credentials"

  Scenario: Only admins allow a reset, and not for themselves
    When "mary" lets "mary" set a new password
    Then it is refused with 403, because "forbidden"
    When "mary" lets "boss" set a new password
    Then it is refused with 403, because "forbidden"
    When "mary" lets "nobody" set a new password
    Then it is refused with 403, because "forbidden"
    When "boss" lets "boss" set a new password
    Then it is refused with 409, because "own_reset"
    When "boss" lets "nobody" set a new password
    Then it is refused with 404, because "user_not_found"

  Scenario: Support cannot allow a reset
    Given the user "lucy" with a second factor
    And "lucy" has signed in
    When "boss" gives "lucy" the role "support"
    And "lucy" lets "mary" set a new password
    Then it is refused with 403, because "forbidden"

  Scenario: An admin allows another admin a reset, who is told
    Given the user "anne" with a second factor
    When "boss" gives "anne" the role "admin"
    And "boss" lets "anne" set a new password
    Then it is accepted with 200
    And "anne@latchkey.example" is told "A new password was allowed for your admin account at Latchkey"

  Scenario: Without a grant nobody sets a password, or learns which users exist
    When "mary" sets "eleven geese cross the yard" with a wrong code
    Then it is refused with 403, because "reset_not_allowed"
    When the answer is kept
    And "nobody" sets "eleven geese cross the yard" with a wrong code
    Then the answer is the same except for the request id
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" with a wrong code
    Then the answer is the same except for the request id
    And "mary" can sign in

  Scenario: A grant can be used once
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204
    When "mary" sets "another long password here" with the admin's code
    Then it is refused with 403, because "reset_not_allowed"
    And "mary" can sign in with "eleven geese cross the yard"

  Scenario: A grant expires after an hour
    When "boss" lets "mary" set a new password
    And an hour passes for the reset grant
    And "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is refused with 403, because "reset_not_allowed"

  Scenario: An admin withdraws a grant
    When "boss" lets "mary" set a new password
    And "boss" withdraws that from "mary"
    Then it is accepted with 204
    When "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is refused with 403, because "reset_not_allowed"
    When "boss" withdraws that from "mary"
    Then it is refused with 404, because "no_reset_allowed"

  Scenario: Three tries an hour without the code, which do not lock out the user who has it
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" with a wrong code
    And "mary" sets "eleven geese cross the yard" with a wrong code
    And "mary" sets "eleven geese cross the yard" with a wrong code
    Then it is refused with 403, because "reset_not_allowed"
    When "mary" sets "eleven geese cross the yard" with a wrong code
    Then it is refused with 429, because "too_many_requests"
    And it says when to try again
    When "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204

  Scenario: A sign-in does not end a grant, and shows its expiry
    When "boss" lets "mary" set a new password
    And a stranger sends POST /users/login saying
      """
      {"username": "mary", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 200
    And it says until when a new password is allowed
    When "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204

  Scenario: A grant ends when its admin loses the role
    Given the user "anne" with a second factor
    And "anne" has signed in
    When "boss" gives "anne" the role "admin"
    And "anne" lets "mary" set a new password
    And "boss" gives "anne" the role "user"
    And "mary" sets "eleven geese cross the yard" with the admin's code
    Then it is refused with 403, because "reset_not_allowed"

  Scenario: Every device is signed out, and the second factor stays
    Given the user "rose" with a second factor
    And "rose" has signed in
    And "rose" has signed in on another device
    When "boss" lets "rose" set a new password
    Then "rose" is still signed in
    When "rose" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204
    And "rose" is signed out
    And the other device is signed out
    When a stranger sends POST /users/login saying
      """
      {"username": "rose", "password": "eleven geese cross the yard"}
      """
    Then it is accepted with 202

  Scenario: The admin cannot choose a password or see it
    When "boss" sends POST /api/v1/admin/users/mary/allow-reset saying
      """
      {"new_password": "eleven geese cross the yard"}
      """
    Then it is refused with 400, because "unknown_member"
    When "boss" lets "mary" set a new password
    Then it is accepted with 200
    And no password and no hash of one is shown
    When "boss" sends GET /api/v1/admin/users?username=mary
    Then it is accepted with 200
    And no password and no hash of one is shown

  Scenario: A password that is refused does not count as a try
    When "boss" lets "mary" set a new password
    And "mary" sets "short" with a wrong code
    Then it is refused with 422, because "invalid_fields"
    And the field "new_password" is "password_too_short"
    When "mary" sets "short" with the admin's code
    Then it is refused with 422, because "invalid_fields"
    And the field "new_password" is "password_too_short"

  Scenario: No other request makes a grant, and no other answer shows it
    When "mary" sends PATCH /users/me saying
      """
      {"allow_password_reset": true}
      """
    Then it is refused with 400, because "unknown_member"
    When "boss" sends PATCH /users/bulk saying
      """
      {"users": [{"id": 7, "allow_password_reset": true}]}
      """
    Then it is accepted with 207
    And the results are 400
    When a stranger sends POST /users/register saying
      """
      {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss", "allow_password_reset": true}
      """
    Then it is refused with 400, because "unknown_member"
    When "boss" lets "mary" set a new password
    And "mary" sends GET /users/me
    Then nothing of the reset is shown
    When "mary" sends GET /users/me/export
    Then nothing of the reset is shown
    When "boss" sends GET /api/v1/admin/users
    Then nothing of the reset is shown

  @flag-alone
  Scenario: With AdminResetCode off, the grant is enough
    When a stranger sends POST /api/v1/auth/reset-password saying
      """
      {"username": "mary", "new_password": "eleven geese cross the yard"}
      """
    Then it is refused with 403, because "reset_not_allowed"
    When "boss" lets "mary" set a new password
    And a stranger sends POST /api/v1/auth/reset-password saying
      """
      {"username": "Mary", "new_password": "eleven geese cross the yard"}
      """
    Then it is accepted with 204
    And "mary" can sign in with "eleven geese cross the yard"

  Scenario: The audit records say who allowed a reset and that it was used
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" with the admin's code
    And "boss" sends GET /api/v1/admin/users/mary/audit
    Then it is accepted with 200
    And 4 "events" are shown
