Feature: Users who lost their phone
  An admin turns off a second factor that is lost. One admin alone cannot take over an account in this way.

  Background:
    Given the admin "boss"
    And "boss" has signed in
    And the user "rose"
    And "rose" has signed in
    And "rose" has codes texted to "+447700900123"

  Scenario: A lost phone
    When "boss" resets the factors of "rose" because "Phone stolen; known by passport"
    Then it is accepted with 200
    And "rose@latchkey.example" is told "Your second factor at Latchkey was reset"
    And "rose" is signed out
    When a stranger sends POST /users/login saying
      """
      {"username": "rose", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 202
    And the code goes by "email"
    When "boss" sends GET /api/v1/admin/users/rose/audit
    Then it is accepted with 200
    And the record "factors_reset" has the reason "Phone stolen; known by passport"

  Scenario: A reason is required, and admins cannot do it for themselves
    When "boss" resets the factors of "rose" because "lost"
    Then it is refused with 422, because "invalid_fields"
    And the field "reason" is "invalid_reason"
    When "boss" resets the factors of "boss" because "Phone stolen; known by passport"
    Then it is refused with 409, because "own_factors"
    When "rose" resets the factors of "boss" because "Phone stolen; known by passport"
    Then it is refused with 403, because "forbidden"

  Scenario: Two of these acts need two admins
    Given the user "anne" with a second factor
    When "boss" gives "anne" the role "admin"
    And "boss" lets "rose" set a new password
    And "boss" resets the factors of "rose" because "Phone stolen; known by passport"
    Then it is refused with 409, because "second_admin_needed"

  Scenario: The only admin can do both, and it is counted
    When "boss" lets "rose" set a new password
    And "boss" resets the factors of "rose" because "Phone stolen; known by passport"
    Then it is accepted with 200
    When "rose" sets "eleven geese cross the yard" with the admin's code
    Then it is accepted with 204
