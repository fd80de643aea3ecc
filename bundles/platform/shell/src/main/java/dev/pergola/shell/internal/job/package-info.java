/** The commands on the queue of jobs. Not there where the bundle of the queue is not. */
package dev.pergola.shell.internal.job;
