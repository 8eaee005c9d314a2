/** Manual pages and completion, written from what the program knows of itself: what is not in its help is not here. */
package net.xcauth.bridge.manual;
