Feature: Mailed codes, rolled out in stages
  Two feature flags roll them out. One enrols every new account. The other says which enrolled users
  need a code: nobody, everyone, listed users, or a share of the users.

  Background:
    Given the admin "boss"
    And "boss" has signed in

  Scenario: Enrolment alone requires no code at sign-in
    Given new users are enrolled
    And the user "mary"
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: The first sign-in needs no code, and the second needs a mailed code
    Given new users are enrolled
    And codes are required of everyone
    And the user "mary"
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives a wrong code
    Then it is refused with 401, because "invalid_code"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: Accounts from before the flag are not enrolled
    Given the user "mary"
    And new users are enrolled
    And codes are required of everyone
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: Users that an admin makes are enrolled too
    Given new users are enrolled
    When "boss" registers 2 users at once
    Then it is accepted with 207
    And all of them are enrolled

  Scenario: A user's own second factor takes precedence
    Given new users are enrolled
    And codes are required of everyone
    And the user "mary" with a second factor
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A code that is sent again replaces the one before
    Given new users are enrolled
    And codes are required of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" keeps the code
    And a minute passes for the code
    And "mary" asks for another code
    Then it is accepted with 202
    When "mary" gives the code that was kept
    Then it is refused with 410, because "challenge_closed"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A new sign-in replaces the code before
    Given new users are enrolled
    And codes are required of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" keeps the code
    And "mary" gives name and password
    And "mary" gives the code that was kept
    Then it is refused with 410, because "challenge_closed"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A code that was sent stays valid when the flag is turned off
    Given new users are enrolled
    And codes are required of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    Then it is accepted with 202
    When codes are required of nobody
    And "mary" gives the mailed code
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario Outline: A share of the users
    Given new users are enrolled
    And codes are required of <share> percent
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    Then it is accepted with <answer>

    Examples:
      | share | answer |
      | 0     | 200    |
      | 100   | 202    |

  Scenario: Listed users and no others
    Given new users are enrolled
    And the user "mary"
    And the user "anne"
    And "anne" has signed in
    And codes are required of "mary"
    When "mary" gives name and password
    Then it is accepted with 202
    When "anne" gives name and password
    Then "anne" is signed in

  Scenario: A flag takes effect everywhere within ten seconds
    Given new users are enrolled
    And the user "mary"
    And "mary" has signed in
    When "boss" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"enabled": true}
      """
    Then it is accepted with 200
    And within ten seconds "mary" is asked for a code

  Scenario: Only admins see and set the flags
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends GET /api/v1/admin/feature-flags
    Then it is refused with 403, because "forbidden"
    When "mary" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"enabled": true}
      """
    Then it is refused with 403, because "forbidden"
    When "boss" sends GET /api/v1/admin/feature-flags
    Then it is accepted with 200
    And 2 "feature_flags" are shown
    When "boss" sends PUT /api/v1/admin/feature-flags/no_such_flag saying
      """
      {"enabled": true}
      """
    Then it is refused with 404, because "feature_flag_not_found"
    When "boss" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"percentage": 101}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "percentage" is "invalid_percentage"
