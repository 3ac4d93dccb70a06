Feature: Accounts that admins make for others
  An import mails nobody unless it is asked to. An invited user chooses the first password.

  Background:
    Given the admin "boss"
    And "boss" has signed in

  Scenario: An invited user chooses a password and signs in by address
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"email": "mary@latchkey.example", "notify": true}]}
      """
    Then the results are 201
    And "mary@latchkey.example" is told "You are invited to Latchkey"
    When a stranger sends POST /users/login saying
      """
      {"username": "mary@latchkey.example", "password": "velvet tractor orbit moss"}
      """
    Then it is refused with 401, because "invalid_credentials"
    When "mary" accepts the invitation
    Then it is accepted with 204
    When a stranger sends POST /users/login saying
      """
      {"username": "mary@latchkey.example", "password": "velvet tractor orbit moss"}
      """
    Then it is accepted with 200
    When "mary" accepts the invitation
    Then it is refused with 410, because "reset_closed"

  Scenario: The same item again renews the invitation, until it is accepted
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "notify": true}]}
      """
    And "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "notify": true}]}
      """
    Then the results are 200
    When "mary" accepts the invitation
    Then it is accepted with 204
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "notify": true}]}
      """
    Then the results are 409

  Scenario: Who confirms the address first has it
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "notify": true}]}
      """
    And "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary2", "email": "mary@latchkey.example", "password": "velvet tractor orbit moss", "email_confirmed": true}]}
      """
    Then the results are 201
    When "mary" accepts the invitation
    Then it is refused with 409, because "email_taken"

  Scenario: An import mails nobody, and the first sign-in confirms the address
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "password": "velvet tractor orbit moss"}]}
      """
    Then the results are 201
    And nothing was mailed to "mary@latchkey.example"
    When "mary" gives name and password
    Then it is refused with 403, because "email_unconfirmed"
    When "mary" gives the mailed code
    Then it is accepted with 200
    And "mary" can sign in

  Scenario: An admin vouches for an address
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@latchkey.example", "password": "velvet tractor orbit moss"},
                 {"username": "anne", "email": "anne@latchkey.example", "password": "velvet tractor orbit moss", "email_confirmed": true}]}
      """
    Then "anne" can sign in
    When "boss" marks the address of "mary" as confirmed
    Then it is accepted with 200
    And "mary" can sign in
    And nothing was mailed to "mary@latchkey.example"

  Scenario: An invitation that cannot be delivered makes no account
    When "boss" sends POST /users/bulk saying
      """
      {"users": [{"username": "mary", "email": "mary@refused.example", "notify": true}]}
      """
    Then the results are 503
    And no account has the address "mary@refused.example"
