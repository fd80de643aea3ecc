/**
 * GraphQL at the edge (R189): the REST API's operations as a schema. Every field that needs more than its parent has is one
 * call of an operation, in the name of the caller, through the same route, role, checks and audit log as over REST; there
 * is no other way in. What a request may cost is bounded before anything runs. Nothing of the GraphQL library is loaded
 * before the first request.
 */
package dev.pergola.graphql.internal;
