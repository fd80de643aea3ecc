/** The OpenAPI document, made from the routes and the records that they take and give. */
package dev.pergola.http.internal.openapi;
