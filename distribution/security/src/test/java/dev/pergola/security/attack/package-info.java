/** What hostile plugins try. This package is the code of every plugin that the tests install. */
package dev.pergola.security.attack;
