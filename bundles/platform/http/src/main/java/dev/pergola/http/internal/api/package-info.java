/**
 * What a route is, and what its handler sees and answers. Authentication, validation, errors and the OpenAPI document
 * all follow from the {@link dev.pergola.http.internal.api.Route}s; handlers know nothing of servlets.
 */
package dev.pergola.http.internal.api;
