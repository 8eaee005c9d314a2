package net.xcauth.demo.directory;

import java.util.Optional;

/**
 * The newest change of one card in the system address book.
 *
 * @param card    the card's name
 * @param account the account as it is now, empty if its card is gone because it was deleted or disabled
 * @param token   the number of the change, which counts all changes of the address book
 */
public record CardChange(String card, Optional<Account> account, long token) {}
