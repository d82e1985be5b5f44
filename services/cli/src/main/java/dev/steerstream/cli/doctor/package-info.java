/**
 * What can be wrong on a machine or with a local platform, looked for and told with its remedy. Nothing here changes anything, and nothing is fetched.
 */
package dev.steerstream.cli.doctor;
