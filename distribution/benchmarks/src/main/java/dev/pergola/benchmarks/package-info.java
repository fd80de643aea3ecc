/** Measures Pergola's archive, side by side with Apache Karaf and PF4J, and prints tables. */
package dev.pergola.benchmarks;
