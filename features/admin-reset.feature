Feature: An admin lets a user set a new password
  For whoever can no longer get at the mailed link. The admin opens the way for an hour and hands
  over a code; the user chooses the password.

  Background:
    Given the admin "boss"
    And "boss" has signed in
    And the user "mary"
    And "mary" has signed in

  Scenario: The admin allows it, the user does it
    When "boss" lets "mary" set a new password
    Then it is accepted with 200
    And "mary@latchkey.example" is told "A new password was allowed for your account at Latchkey"
    When "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is accepted with 204
    And "mary@latchkey.example" is told "Your password for Latchkey was reset"
    And "mary" can sign in with "eleven geese cross the yard"
    And "mary" cannot sign in, because "invalid_credentials"

  Scenario: Only admins allow it, and users do not for themselves
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

  Scenario: Support does not allow it either
    Given the user "lucy" with a second factor
    And "lucy" has signed in
    When "boss" gives "lucy" the role "support"
    And "lucy" lets "mary" set a new password
    Then it is refused with 403, because "forbidden"

  Scenario: An admin lets another admin, who is told who it was
    Given the user "anne" with a second factor
    When "boss" gives "anne" the role "admin"
    And "boss" lets "anne" set a new password
    Then it is accepted with 200
    And "anne@latchkey.example" is told "A new password was allowed for your admin account at Latchkey"

  Scenario: Nobody sets one that no admin allowed, and nobody learns who exists
    When "mary" sets "eleven geese cross the yard" by a wrong code
    Then it is refused with 403, because "reset_not_allowed"
    When the answer is kept
    And "nobody" sets "eleven geese cross the yard" by a wrong code
    Then the answer is the same but for the request
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" by a wrong code
    Then the answer is the same but for the request
    And "mary" can sign in

  Scenario: The flag ends by itself when it was used
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is accepted with 204
    When "mary" sets "another long password here" by the admin's code
    Then it is refused with 403, because "reset_not_allowed"
    And "mary" can sign in with "eleven geese cross the yard"

  Scenario: The flag ends by itself after an hour
    When "boss" lets "mary" set a new password
    And an hour goes by for what was allowed
    And "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is refused with 403, because "reset_not_allowed"

  Scenario: An admin thinks better of it
    When "boss" lets "mary" set a new password
    And "boss" withdraws that from "mary"
    Then it is accepted with 204
    When "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is refused with 403, because "reset_not_allowed"
    When "boss" withdraws that from "mary"
    Then it is refused with 404, because "no_reset_allowed"

  Scenario: Three tries an hour without the code, which keep nobody out who has it
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" by a wrong code
    And "mary" sets "eleven geese cross the yard" by a wrong code
    And "mary" sets "eleven geese cross the yard" by a wrong code
    Then it is refused with 403, because "reset_not_allowed"
    When "mary" sets "eleven geese cross the yard" by a wrong code
    Then it is refused with 429, because "too_many_requests"
    And it says when to come back
    When "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is accepted with 204

  Scenario: A sign-in does not end it, and tells of it
    When "boss" lets "mary" set a new password
    And a stranger sends POST /users/login saying
      """
      {"username": "mary", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 200
    And it says until when a new password is allowed
    When "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is accepted with 204

  Scenario: It ends with its admin's role
    Given the user "anne" with a second factor
    And "anne" has signed in
    When "boss" gives "anne" the role "admin"
    And "anne" lets "mary" set a new password
    And "boss" gives "anne" the role "user"
    And "mary" sets "eleven geese cross the yard" by the admin's code
    Then it is refused with 403, because "reset_not_allowed"

  Scenario: Every device is signed out, and the second factor stays
    Given the user "rose" with a second factor
    And "rose" has signed in
    And "rose" has signed in on another device
    When "boss" lets "rose" set a new password
    Then "rose" is still signed in
    When "rose" sets "eleven geese cross the yard" by the admin's code
    Then it is accepted with 204
    And "rose" is signed out
    And the other device is signed out
    When a stranger sends POST /users/login saying
      """
      {"username": "rose", "password": "eleven geese cross the yard"}
      """
    Then it is accepted with 202

  Scenario: The admin neither chooses a password nor sees one
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

  Scenario: A password that is not good enough is refused before anything is counted
    When "boss" lets "mary" set a new password
    And "mary" sets "short" by a wrong code
    Then it is refused with 422, because "invalid_fields"
    And the field "new_password" is "password_too_short"
    When "mary" sets "short" by the admin's code
    Then it is refused with 422, because "invalid_fields"
    And the field "new_password" is "password_too_short"

  Scenario: There is no other way to raise the flag, and nobody else sees it
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
  Scenario: Where the service is set up so, the flag is enough
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

  Scenario: Who allowed it, and that it was used, can be read afterwards
    When "boss" lets "mary" set a new password
    And "mary" sets "eleven geese cross the yard" by the admin's code
    And "boss" sends GET /api/v1/admin/users/mary/audit
    Then it is accepted with 200
    And 4 "events" are shown
