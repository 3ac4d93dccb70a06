Feature: A forgotten password

  Scenario: The mailed link sets a new password
    Given the user "mary" with a second factor
    And "mary" has signed in
    When "mary" asks for a new password
    Then it is accepted with 202
    When "mary" sets "eleven geese cross the yard" with the mailed link
    Then it is accepted with 204
    And "mary" is signed out
    And "mary@latchkey.example" is told "Your password for Latchkey was reset"
    When a stranger sends POST /users/login saying
      """
      {"username": "mary", "password": "eleven geese cross the yard"}
      """
    Then it is accepted with 202
    When "mary" sets "another long password here" with the mailed link
    Then it is refused with 410, because "reset_closed"

  Scenario: The current password is refused, and the link stays valid
    Given the user "mary"
    When "mary" asks for a new password
    And "mary" sets "velvet tractor orbit moss" with the mailed link
    Then it is refused with 422, because "invalid_fields"
    And the field "new_password" is "password_unchanged"
    When "mary" sets "eleven geese cross the yard" with the mailed link
    Then it is accepted with 204

  Scenario: The answer does not say whether there is an account
    Given the user "mary"
    When "mary" asks for a new password
    And the answer is kept
    And a stranger sends POST /password-reset saying
      """
      {"email": "nobody@latchkey.example"}
      """
    Then the answer is the same
