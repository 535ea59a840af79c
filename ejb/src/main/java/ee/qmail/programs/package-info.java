/**
 * Programs that lines of {@code .qmail} files run, each in a process session of its own with bounds on its time and output,
 * and the helpers of qmail that need no process.
 */
package ee.qmail.programs;
