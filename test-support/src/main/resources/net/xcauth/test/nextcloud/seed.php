<?php
// Creates the accounts and groups of accounts.tsv and groups.tsv in a Nextcloud that has none of them yet:
//
//   sudo -u www-data php seed.php /var/www/nextcloud
//
// "dora" is disabled; members of "mfa-enforced" need a second factor; u001 to u025 (password User-secret-u001 and so on)
// are in the groups "everyone" and dept0, dept1, dept2. Only for a Nextcloud that holds nothing of value: the passwords are known to all.
const OC_CONSOLE = 1;
require $argv[1] . '/lib/base.php';
OC_App::loadApps();
$users = \OCP\Server::get(\OCP\IUserManager::class);
$groups = \OCP\Server::get(\OCP\IGroupManager::class);

function rows(string $file): array {
    $lines = preg_grep('/^#|^$/', explode("\n", file_get_contents(__DIR__ . '/' . $file)), PREG_GREP_INVERT);
    return array_map(fn ($line) => explode("\t", $line), $lines);
}

function unescaped(string $text): string {
    return json_decode('"' . $text . '"', flags: JSON_THROW_ON_ERROR);
}

// One transaction: SQLite waits for the disk after each.
$database = \OCP\Server::get(\OCP\IDBConnection::class);
$database->beginTransaction();
foreach (rows('accounts.tsv') as [$id, $password, $name, $mail]) {
    $user = $users->createUser($id, $password);
    if ($name !== '') {
        $user->setDisplayName(unescaped($name));
    }
    if ($mail !== '') {
        $user->setSystemEMailAddress($mail);
    }
}
foreach (rows('groups.tsv') as [$id, $name, $members]) {
    $group = $groups->createGroup(unescaped($id));
    $group->setDisplayName(unescaped($name));
    foreach (array_filter(explode(', ', $members), fn ($member) => $member !== '') as $member) {
        $group->addUser($users->get($member));
    }
}
for ($i = 1; $i <= 25; $i++) {
    $user = $users->createUser(sprintf('u%03d', $i), sprintf('User-secret-u%03d', $i));
    $user->setDisplayName("User Number $i");
    foreach (['everyone', 'dept' . intdiv($i - 1, 10)] as $id) {
        ($groups->get($id) ?? $groups->createGroup($id))->addUser($user);
    }
}
$groups->get('everyone')->setDisplayName('Everyone');
$users->get('dora')->setEnabled(false);
$database->commit();
echo "seeded\n";
