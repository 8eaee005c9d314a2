/**
 * What a cloud can say, and nothing about how it is asked: {@link net.xcauth.core.cloud.Cloud} has the questions,
 * {@link net.xcauth.core.cloud.Answer} the answers, {@link net.xcauth.core.cloud.Endpoint} a cloud's address and
 * credentials. The packages below it ask: {@code http} has what every kind of cloud needs, and each kind has one of its
 * own. Imports point from there to here, never back.
 */
package net.xcauth.core.cloud;
