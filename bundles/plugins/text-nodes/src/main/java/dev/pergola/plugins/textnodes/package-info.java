/** Two types of workflow node that work on text, each described as data and made on demand. */
package dev.pergola.plugins.textnodes;
