/**
 * The way out of a box that has no network: a proxy for each sandbox, in the kernel's process, which lets through what the
 * plugin was granted. Whatever comes from a sandbox is taken for a stranger's: bounded, checked, and never trusted to be
 * what it says.
 */
package dev.pergola.sandbox.internal.egress;
