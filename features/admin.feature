Feature: What admins do
  The first admin is made by whoever deploys the service, and signs in with a mailed code.

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

  Scenario: The last admin stays
    When "boss" gives "boss" the role "user"
    Then it is refused with 409, because "last_admin"

  Scenario: A disabled user is out at once
    Given the user "mary"
    And "mary" has signed in
    When "boss" disables "mary"
    Then it is accepted with 200
    And "mary" is signed out
    And "mary" cannot sign in, because "invalid_credentials"

  Scenario: Users do not do what admins do
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

  Scenario: Many accounts at once, each answered on its own
    When "boss" sends POST /users/bulk saying
      """
      {"users": [
        {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss"},
        {"username": "x", "email": "rose@latchkey.example", "password": "velvet tractor orbit moss"},
        {"username": "lucy", "email": "lucy@latchkey.example", "password": "velvet tractor orbit moss"}]}
      """
    Then it is accepted with 207
    And the results are 201, 422, 201

  Scenario: A hundred and one is too many, and none is made
    When "boss" registers 101 users at once
    Then it is refused with 422, because "invalid_fields"
    When "anne" registers as "user1" with the address "user1@latchkey.example"
    Then it is accepted with 201

  Scenario: Changing many, and deleting many by a code
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

  Scenario: What is done to an account can be read afterwards
    Given the user "mary" with a second factor
    When "boss" gives "mary" the role "support"
    And "boss" sends GET /api/v1/admin/users/mary/audit
    Then it is accepted with 200
    And 4 "events" are shown
