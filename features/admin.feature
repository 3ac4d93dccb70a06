Feature: What admins do
  The deployer makes the first admin, who signs in with a mailed code.

  Background:
    Given the admin "boss"
    And "boss" has signed in

  Scenario: Roles go to users with a second factor
    Given the user "mary"
    And the user "anne" with a second factor
    When "boss" gives "mary" the role "support"
    Then it is refused with 409, because "2fa_required"
    When "boss" gives "anne" the role "support"
    Then it is accepted with 200

  Scenario: The last admin cannot lose the role
    When "boss" gives "boss" the role "user"
    Then it is refused with 409, because "last_admin"

  Scenario: An admin can be deleted while there is another
    Given "boss" has made "anne" an "admin"
    When "anne" sends DELETE /users/me
    And "anne" gives the mailed code
    Then it is accepted with 204
    When "boss" sends DELETE /users/me
    And "boss" gives the mailed code
    Then it is refused with 409, because "last_admin"

  Scenario: If all admins are deleted at the same time, one remains
    Given "boss" has made "anne" an "admin"
    When "boss" deletes "anne" and "boss" at once
    And "boss" gives the mailed code
    Then it is accepted with 207
    And the results are 204, 409, in whichever order

  Scenario: If all admins are disabled at the same time, one remains
    Given "boss" has made "anne" an "admin"
    When "boss" disables "anne" and "boss" at once
    Then it is accepted with 207
    And the results are 200, 409, in whichever order

  Scenario: A disabled user is signed out at once
    Given the user "mary"
    And "mary" has signed in
    When "boss" disables "mary"
    Then it is accepted with 200
    And "mary" is signed out
    And "mary" cannot sign in, because "invalid_credentials"

  Scenario: An admin signs a user out, who is told
    Given the user "mary"
    And "mary" has signed in
    When "boss" ends the sessions of "mary"
    Then "mary" is signed out
    And "mary@latchkey.example" is told "A device was signed out of Latchkey"
    And "mary" can sign in

  Scenario: A user is found by the beginning of the username or the address
    Given the user "mary"
    And the user "anne"
    When "boss" sends GET /api/v1/admin/users?username=ma
    Then it is accepted with 200
    And 1 "users" are shown
    When "boss" sends GET /api/v1/admin/users?email=Anne@
    Then it is accepted with 200
    And 1 "users" are shown
    When "boss" sends GET /api/v1/admin/users?email=rose
    Then 0 "users" are shown

  Scenario: Staff and disabled users are found among all users
    Given the user "mary"
    And the user "anne"
    And "boss" has made "rose" an "admin"
    When "boss" disables "mary"
    And "boss" sends GET /api/v1/admin/users?role=admin
    Then 2 "users" are shown
    When "boss" sends GET /api/v1/admin/users?role=admin&email=rose
    Then 1 "users" are shown
    When "boss" sends GET /api/v1/admin/users?status=disabled
    Then 1 "users" are shown
    When "boss" sends GET /api/v1/admin/users?role=support
    Then 0 "users" are shown

  Scenario: Users cannot do what admins do
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends POST /api/v1/admin/registration-keys saying
      """
      {"count": 1}
      """
    Then it is refused with 403, because "forbidden"
    When "mary" sends POST /users/bulk saying
      """
      {"users": []}
      """
    Then it is refused with 403, because "forbidden"

  Scenario: Many accounts in one request, each with its own result
    When "boss" sends POST /users/bulk saying
      """
      {"users": [
        {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss"},
        {"username": "x", "email": "rose@latchkey.example", "password": "velvet tractor orbit moss"},
        {"username": "lucy", "email": "lucy@latchkey.example", "password": "velvet tractor orbit moss"}]}
      """
    Then it is accepted with 207
    And the results are 201, 422, 201

  Scenario: If a code cannot be sent, that account is not made
    When "boss" sends POST /users/bulk saying
      """
      {"users": [
        {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss", "notify": true},
        {"username": "rose", "email": "rose@refused.example", "password": "velvet tractor orbit moss", "notify": true}]}
      """
    Then it is accepted with 207
    And the results are 201, 503
    When "rose" registers as "rose" with the address "rose@latchkey.example"
    Then it is accepted with 201

  Scenario: A hundred and one accounts are too many, and none is made
    When "boss" registers 101 users at once
    Then it is refused with 422, because "invalid_fields"
    When "anne" registers as "user1" with the address "user1@latchkey.example"
    Then it is accepted with 201

  Scenario: Changing many users, and deleting many with a code
    Given the user "mary"
    And the user "anne"
    When "boss" disables "mary" and "anne" at once
    Then it is accepted with 207
    And the results are 200, 200
    When "boss" deletes "mary" and "anne" at once
    Then it is accepted with 202
    When "boss" gives the mailed code
    Then it is accepted with 207
    And the results are 204, 204

  Scenario: An admin whose codes are texted deletes many users with a texted code
    Given "boss" has codes texted to "+447700900123"
    And the user "mary"
    And the user "anne"
    When "boss" deletes "mary" and "anne" at once
    And "boss" gives the code texted to "+447700900123"
    Then it is accepted with 207
    And the results are 204, 204

  Scenario: New usernames of many users are taken, and the old ones are free
    Given the user "mary"
    And the user "anne"
    When "boss" renames "mary" to "maria" and "anne" to "boss" at once
    Then it is accepted with 207
    And the results are 200, 409
    And "mary@latchkey.example" is told "Your username at Latchkey was changed"
    And "anne" can sign in
    When "rose" registers as "mary" with the address "rose@latchkey.example"
    Then it is accepted with 201
    When "rose" registers as "maria" with the address "lucy@latchkey.example"
    Then it is refused with 409, because "username_taken"

  Scenario: An admin whose own number is removed stays signed in
    When "boss" sends PATCH /users/me saying
      """
      {"phone_number": "+447700900123"}
      """
    And "boss" gives the code texted to "+447700900123"
    Then it is accepted with 200
    Given the user "mary"
    When "boss" removes the phone numbers of "boss" and "mary" at once
    Then it is accepted with 207
    And the results are 200, 200
    And "boss" is still signed in
    And "boss@latchkey.example" is told "Your phone number at Latchkey was changed"

  Scenario: The audit records say what was done to an account
    Given the user "mary" with a second factor
    When "boss" gives "mary" the role "support"
    And "boss" sends GET /api/v1/admin/users/mary/audit
    Then it is accepted with 200
    And 5 "events" are shown
