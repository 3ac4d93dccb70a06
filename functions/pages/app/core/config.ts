/** What the service tells its pages of the deployment. */
export interface Config {
  service: string;
  contact: string;
  language: string;
  registrationKey: boolean;
  emailConfirmation: boolean;
  passwordMinLength: number;
  pinHours: number;
  console: boolean;
  passkeys: boolean;
  /** The page was opened for an application that is not listed. */
  wrongReturn: boolean;
}

export const config = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="latchkey"]')!.content) as Config;

/** The address of the API: a proxy may serve it below a path. */
export const base = new URL("..", location.href).href;
