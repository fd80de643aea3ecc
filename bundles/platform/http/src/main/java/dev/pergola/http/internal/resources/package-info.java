/** The routes, by what they are about, and the records that they show. */
package dev.pergola.http.internal.resources;
