Feature: Making an account
  Somebody makes an account, and it is theirs once they show that its address is.

  Scenario: From registration to the first sign-in
    When "mary" registers
    Then it is accepted with 201
    And "mary" cannot sign in, because "email_unconfirmed"
    When "mary" gives the mailed code
    Then it is accepted with 200
    And "mary" can sign in

  Scenario: A second factor asked for at registration begins with the confirmation
    When "mary" registers and asks for a second factor
    And "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A name can be had once
    Given the user "mary"
    When "anne" registers as "Mary" with the address "anne@latchkey.example"
    Then it is refused with 409, because "username_taken"

  Scenario: Registering tells nobody whose address it is
    Given the user "mary"
    When "anne" registers as "anne" with the address "Mary@Latchkey.example"
    Then it is accepted with 201
    And "mary@latchkey.example" is told "You have an account at Latchkey"
    And "mary" can sign in

  Scenario: A stranger's registration keeps the owner of an address out of nothing
    When "eve" registers as "eve" with the address "mary@latchkey.example"
    Then it is accepted with 201
    When "mary" registers as "mary" with the address "mary@latchkey.example"
    Then it is accepted with 201
    When "mary" gives the mailed code
    Then it is accepted with 200
    And "mary" can sign in as "mary@latchkey.example"
    And "eve" cannot sign in, because "email_unconfirmed"

  Scenario: A number is nobody's until its code is given
    When a stranger sends POST /users/register saying
      """
      {"username": "eve", "email": "eve@latchkey.example", "password": "velvet tractor orbit moss", "phone_number": "+447700900123"}
      """
    Then it is accepted with 201
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"phone_number": "+447700900123"}
      """
    Then it is accepted with 202
    When "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200

  Scenario Outline: What cannot be an account is refused, and says which field
    When a stranger sends POST /users/register saying
      """
      {"username": "<name>", "email": "<address>", "password": "<password>"}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "<field>" is "<reason>"

    Examples:
      | name  | address              | password                  | field    | reason             |
      | m     | mary@latchkey.example | velvet tractor orbit moss | username | invalid_username   |
      | mary  | mary                 | velvet tractor orbit moss | email    | invalid_email      |
      | mary  | mary@latchkey.example | short                     | password | password_too_short |
      | mary  | mary@latchkey.example | passwordpassword          | password | password_common    |
      | mary  | mary@latchkey.example | Password12345678          | password | password_common    |
      | mary  | mary@latchkey.example | ½½½½½                     | password | password_too_short |

  Scenario: Nobody makes himself an admin
    When a stranger sends POST /users/register saying
      """
      {"username": "mary", "email": "mary@latchkey.example", "password": "velvet tractor orbit moss", "role": "admin"}
      """
    Then it is refused with 400, because "unknown_member"
    And the field "role" is "unknown_member"

  Scenario: A mail that cannot be sent makes no account
    When "mary" registers as "mary" with the address "mary@refused.example"
    Then it is refused with 503, because "delivery_failed"
    When "mary" registers as "mary" with the address "mary@latchkey.example"
    Then it is accepted with 201
