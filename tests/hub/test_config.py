"""Settings: from file and environment, declared, and silent about secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.config import BadSetting, HubConfig, Secret, config_file, data_folder, read_config


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_anything_the_database_is_a_file_of_this_user() -> None:
    found = read_config({})
    assert found.database.reveal() == f"sqlite:///{data_folder() / 'hub.db'}"
    assert (found.flux.base_url, found.kuaidi100.base_url) == ("", "")


def test_the_database_of_a_hub_that_a_window_has_begun_is_found_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    own, usual = tmp_path / "orderdesk" / "hub" / "hub.db", tmp_path / "orderdesk" / "hub.db"
    assert read_config({}).database.reveal() == f"sqlite:///{usual}"
    own.parent.mkdir(parents=True)
    own.touch()
    assert read_config({}).database.reveal() == f"sqlite:///{own}"
    usual.touch()
    assert read_config({}).database.reveal() == f"sqlite:///{usual}"


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        database = "sqlite:///file.db"
        public_url = "https://hub.example"
        [flux]
        base_url = "https://wms.example/datahub"
        app_secret = "from the file"
        lower_case_sign = true
        calls_per_second = 2
        carrier_words = {"YT" = "YTO"}
        """,
    )
    environment = {
        "ORDERDESK_DATABASE_URL": "sqlite:///environment.db",
        "ORDERDESK_FLUX_APP_SECRET": "from the environment",
        "ORDERDESK_FLUX_DOUBLE_ENCODED_SIGN": "yes",
        "ORDERDESK_FLUX_CALLS_PER_SECOND": "0.5",
        "ORDERDESK_KUAIDI100_CUSTOMER": "C1",
    }
    found = read_config(environment, path)
    assert found.database.reveal() == "sqlite:///environment.db"
    assert found.public_url == "https://hub.example"
    assert found.flux.app_secret.reveal() == "from the environment"
    assert (found.flux.lower_case_sign, found.flux.double_encoded_sign) == (True, True)
    assert found.flux.calls_per_second == 0.5
    assert dict(found.flux.carrier_words) == {"YT": "YTO"}
    assert found.kuaidi100.customer == "C1"
    assert read_config({"ORDERDESK_CONFIG": str(path)}).flux.calls_per_second == 2.0


def test_the_file_of_this_user_is_read_when_none_is_named() -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text('public_url = "https://mine.example"', encoding="utf-8")
    try:
        assert read_config({}).public_url == "https://mine.example"
    finally:
        config_file().unlink()


def test_words_for_carriers_may_come_from_the_environment() -> None:
    found = read_config({"ORDERDESK_FLUX_CARRIER_WORDS": "YT=YTO, SFEX = SF"})
    assert dict(found.flux.carrier_words) == {"YT": "YTO", "SFEX": "SF"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("databse = 'x'", "there is no setting databse"),
        ("[flux]\nurl = 'x'", "there is no setting flux.url"),
        ("[warehouse]\nx = 1", "there is no setting warehouse"),
        ("flux = 'x'", "flux is a table of settings"),
        ("public_url = 5", "the setting public_url has the wrong type"),
        ("[flux]\nlower_case_sign = 'yes'", "the setting flux.lower_case_sign has the wrong type"),
        ("[flux]\napp_key = 5", "the setting flux.app_key has the wrong type"),
        ("= broken", "is not valid TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        read_config({}, written(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "value"), [("FLUX_LOWER_CASE_SIGN", "perhaps"), ("KUAIDI100_CALLS_PER_SECOND", "many")]
)
def test_a_variable_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"ORDERDESK_{name}"):
        read_config({f"ORDERDESK_{name}": value})


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        read_config({}, tmp_path / "nothing.toml")


def test_no_secret_shows_in_a_repr_or_in_an_error(tmp_path: Path) -> None:
    environment = {
        "ORDERDESK_DATABASE_URL": "postgresql://u:hunter2@h/x",
        "ORDERDESK_FLUX_APP_SECRET": "hunter2",
        "ORDERDESK_KUAIDI100_MASTER_SECRET": "hunter2",
    }
    assert "hunter2" not in repr(read_config(environment))
    assert "hunter2" not in f"{Secret('hunter2')}"
    assert Secret("a") == Secret("a") != Secret("b")
    assert not HubConfig().flux.app_secret
    with pytest.raises(BadSetting) as caught:
        read_config({}, written(tmp_path, "[flux]\napp_secret = ['hunter2']"))
    assert "hunter2" not in str(caught.value)
